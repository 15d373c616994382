package io.logferry.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A valid token of the built-in identity, with user and project as they are now.
 *
 * @param id not secret; names the token in the list of revoked ones
 * @param project empty for an unscoped token
 * @param methods how its holder logged in: {@code password}, {@code token}
 */
public record Token(
        String id, User user, Optional<Project> project, List<String> methods, Instant issuedAt, Instant expiresAt) {
    public Token {
        methods = List.copyOf(methods);
    }

    /** The names of the user's roles in the project; empty for an unscoped token, never otherwise. */
    public Set<String> roles() {
        return user.rolesIn(project);
    }

    Caller caller() {
        return user.callerIn(project, expiresAt);
    }
}
