/** Recognises records: how each log format writes them, and the times in them. */
@NullMarked
package io.logferry.record.syntax;

import org.jspecify.annotations.NullMarked;
