/** Which files of a folder are a node's log, and in which order. It reads no file: {@code LogFiles} is what a way of reading must offer. */
@NullMarked
package io.logferry.source.listing;

import org.jspecify.annotations.NullMarked;
