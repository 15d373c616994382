/** Bytes to log records: pure, no I/O. */
@NullMarked
package io.logferry.record;

import org.jspecify.annotations.NullMarked;
