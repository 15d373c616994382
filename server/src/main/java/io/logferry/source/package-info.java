/** What is asked of a node's log, whoever reads it and from wherever: the questions, their results, and what can go wrong. */
@NullMarked
package io.logferry.source;

import org.jspecify.annotations.NullMarked;
