/** Where a node's log is read from, byte for byte. */
@NullMarked
package io.logferry.source;

import org.jspecify.annotations.NullMarked;
