/** Reading the logs of nodes: the requests, their results, and what can go wrong. */
@NullMarked
package io.logferry.source;

import org.jspecify.annotations.NullMarked;
