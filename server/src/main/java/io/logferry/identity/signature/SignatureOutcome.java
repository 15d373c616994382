package io.logferry.identity.signature;

import io.logferry.identity.User;
import java.time.Instant;

/** What became of the check of a signature. */
public sealed interface SignatureOutcome {
    /**
     * @param user who holds the key
     * @param until when this signature ends
     */
    record Valid(User user, Instant until) implements SignatureOutcome {}

    /** @param reason a sentence for the caller; it doesn't tell whether the key exists */
    record Refused(String reason) implements SignatureOutcome {}
}
