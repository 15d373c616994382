package io.logferry.source.listing;

/**
 * The log changed under the reader, or the node sent something else: what was read is void, and the listing begins anew. The message is for the
 * operator's log.
 */
public sealed class LogChangedException extends Exception permits FileGoneException, DamagedFileException {
    public LogChangedException(String message) {
        super(message);
    }

    public LogChangedException(String message, Throwable cause) {
        super(message, cause);
    }
}
