package io.logferry.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The caller, as a token or a signature identifies it.
 *
 * @param userId the user's id
 * @param userName the user's name, for logs
 * @param project the project that the token is scoped to, or a project of the access key's user; may be absent
 * @param roles the names of the caller's roles in that project
 * @param expiresAt when the token or the signature expires
 */
public record Caller(String userId, String userName, Optional<Project> project, Set<String> roles, Instant expiresAt) {
    public Caller {
        roles = Set.copyOf(roles);
    }
}
