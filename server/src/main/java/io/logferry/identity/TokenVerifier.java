package io.logferry.identity;

import java.util.Optional;

/** Says who a token's holder is. */
public interface TokenVerifier {
    /**
     * The caller whom the token names; empty where it is unknown, malformed, expired or revoked.
     *
     * @throws IdentityUnavailableException where that can't be found out now
     */
    Optional<Caller> verify(String token) throws IdentityUnavailableException;
}
