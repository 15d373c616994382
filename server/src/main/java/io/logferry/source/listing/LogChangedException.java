package io.logferry.source.listing;

import java.io.IOException;

/**
 * The log changed under the reader, or the node sent something else: what was read is void, and the listing begins again. The message is for the
 * operator's log.
 */
public sealed class LogChangedException extends IOException {
    public LogChangedException(String message) {
        super(message);
    }

    public LogChangedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** There is no file of that name any more; none of its bytes was read. */
    public static final class FileGone extends LogChangedException {
        public FileGone(String name) {
            super(name + " is gone");
        }
    }

    /** A packed file can't be unpacked: it is damaged or cut short, or is being changed right now. */
    public static final class Damaged extends LogChangedException {
        public Damaged(Throwable cause) {
            super("a packed file is damaged or cut short", cause);
        }
    }
}
