package io.logferry.source;

import java.io.IOException;

/** The receiver of a log failed, not its source. */
public final class LogSinkException extends Exception {
    private final IOException failure;

    public LogSinkException(IOException failure) {
        super(failure);
        this.failure = failure;
    }

    /** What the receiver threw. */
    public IOException failure() {
        return failure;
    }
}
