/** Goes through the files of a log, forwards or backwards, and finds the wanted records. */
@NullMarked
package io.logferry.record.scan;

import org.jspecify.annotations.NullMarked;
