package io.logferry.api.identity;

import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.util.Optional;

/** Ends a request with an error in the form of OpenStack Identity. Its message goes to the caller. */
final class KeystoneException extends RuntimeException {
    private final Status status;
    private final Optional<Duration> retryAfter;

    KeystoneException(Status status, String message) {
        this(status, message, Optional.empty());
    }

    private KeystoneException(Status status, String message, Optional<Duration> retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    static KeystoneException badRequest(String message) {
        return new KeystoneException(Status.BAD_REQUEST, message);
    }

    static KeystoneException unauthorized(String message) {
        return new KeystoneException(Status.UNAUTHORIZED, message);
    }

    static KeystoneException unavailable(String message, Duration retryAfter) {
        return new KeystoneException(Status.SERVICE_UNAVAILABLE, message, Optional.of(retryAfter));
    }

    static KeystoneException tooBusy(String message, Duration retryAfter) {
        return new KeystoneException(Status.TOO_MANY_REQUESTS, message, Optional.of(retryAfter));
    }

    Status status() {
        return status;
    }

    /** Whole seconds. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
