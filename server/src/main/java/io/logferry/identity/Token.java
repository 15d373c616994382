package io.logferry.identity;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A valid token of the built-in identity, with user, project and roles as they are now.
 *
 * @param id not secret; names the token in the list of revoked ones
 * @param project empty for an unscoped token
 * @param roles empty for an unscoped token, never otherwise
 * @param methods how its holder logged in: {@code password}, {@code token}
 */
public record Token(
        String id,
        User user,
        Optional<Project> project,
        Set<String> roles,
        List<String> methods,
        Instant issuedAt,
        Instant expiresAt) {
    public Token {
        roles = Collections.unmodifiableSet(new LinkedHashSet<>(roles));
        methods = List.copyOf(methods);
    }

    Caller caller() {
        return new Caller(user.id(), user.name(), project, roles, expiresAt);
    }
}
