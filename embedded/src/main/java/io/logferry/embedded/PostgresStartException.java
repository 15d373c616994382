package io.logferry.embedded;

import org.jspecify.annotations.Nullable;

/** A private PostgreSQL can't be started or stopped; the message says why, where, and what to do. */
public final class PostgresStartException extends RuntimeException {
    public PostgresStartException(String message) {
        super(message);
    }

    public PostgresStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
