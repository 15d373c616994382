/** A node's log files in a folder that this service sees. No link is followed, and nothing but a regular file is opened. */
@NullMarked
package io.logferry.source.folder;

import org.jspecify.annotations.NullMarked;
