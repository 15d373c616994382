/** A node's log files in a folder that this service can read. No link is followed, and only regular files are opened. */
@NullMarked
package io.logferry.source.folder;

import org.jspecify.annotations.NullMarked;
