package io.logferry.api.identity;

import io.logferry.identity.BuiltInTokens;
import io.logferry.identity.IdentityUnavailableException;
import io.logferry.identity.Token;
import org.jspecify.annotations.Nullable;

/** The header {@code X-Auth-Token}, which says who is asking. */
final class AuthToken {
    static final String HEADER = "X-Auth-Token";

    private AuthToken() {}

    static Token require(BuiltInTokens tokens, @Nullable String header) throws IdentityUnavailableException {
        if (header == null || header.isBlank()) {
            throw KeystoneException.unauthorized("The header X-Auth-Token is missing.");
        }
        return tokens.find(header)
                .orElseThrow(() -> KeystoneException.unauthorized(
                        "The token in X-Auth-Token is not valid, or no longer; log in again."));
    }
}
