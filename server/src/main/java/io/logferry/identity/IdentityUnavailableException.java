package io.logferry.identity;

import java.time.Duration;

/** The identity service can't answer now. The caller gets 503 with the time after which to try again. */
public final class IdentityUnavailableException extends Exception {
    private final Duration retryAfter;

    public IdentityUnavailableException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    public IdentityUnavailableException(String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
