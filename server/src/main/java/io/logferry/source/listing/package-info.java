/** Which files of a folder are a node's log, and in which order. Reads nothing itself: {@code LogFiles} is what a way of reading has to offer. */
@NullMarked
package io.logferry.source.listing;

import org.jspecify.annotations.NullMarked;
