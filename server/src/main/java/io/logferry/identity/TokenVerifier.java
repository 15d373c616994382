package io.logferry.identity;

import java.util.Optional;

/** Identifies the caller by a token. */
public interface TokenVerifier {
    /**
     * The caller; empty if the token is unknown, malformed, expired or revoked.
     *
     * @throws IdentityUnavailableException if that can't be determined now
     */
    Optional<Caller> verify(String token) throws IdentityUnavailableException;
}
