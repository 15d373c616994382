package io.logferry.source.listing;

import java.io.IOException;

/**
 * The log changed while it was read, or the node sent something else: what was read is void, and the log must be listed again. The message is for
 * the service's log.
 */
public sealed class LogChangedException extends IOException {
    public LogChangedException(String message) {
        super(message);
    }

    private LogChangedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** There is no such file any more; none of its bytes was read. */
    public static final class FileGone extends LogChangedException {
        public FileGone(String name) {
            super(name + " is gone");
        }
    }

    /** A packed file can't be unpacked: it is damaged or cut short, or is being changed. */
    public static final class Damaged extends LogChangedException {
        public Damaged(Throwable cause) {
            super("a packed file is damaged or cut short", cause);
        }
    }
}
