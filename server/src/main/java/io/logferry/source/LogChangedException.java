package io.logferry.source;

/** The log changed under the reader: what was read is void, and the listing begins anew. The message is for the operator's log. */
sealed class LogChangedException extends Exception permits FileGoneException, DamagedFileException {
    LogChangedException(String message) {
        super(message);
    }

    LogChangedException(String message, Throwable cause) {
        super(message, cause);
    }
}
