/** Copying and searching a log: which bytes are pinned, how they are read, and whether the log still is what was pinned. It knows a node's files only as {@code LogFiles}. */
@NullMarked
package io.logferry.source.copy;

import org.jspecify.annotations.NullMarked;
