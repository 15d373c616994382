package io.logferry.identity;

import io.logferry.id.ProjectId;
import io.logferry.id.Secret;
import io.logferry.id.Sha256;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A user of the built-in identity.
 *
 * @param passwordHash bcrypt
 * @param roles the names of the user's roles, for each project in which there are some; in the order of the file
 * @param accessKeys any number, so that one can replace another without a gap
 */
public record User(
        String id,
        String name,
        Domain domain,
        Secret passwordHash,
        Map<ProjectId, Set<String>> roles,
        List<AccessKey> accessKeys) {
    private static final int MARK_LENGTH = 16;

    public User {
        Map<ProjectId, Set<String>> ordered = new LinkedHashMap<>();
        roles.forEach(
                (project, names) -> ordered.put(project, Collections.unmodifiableSet(new LinkedHashSet<>(names))));
        roles = Collections.unmodifiableMap(ordered);
        accessKeys = List.copyOf(accessKeys);
    }

    /**
     * With it a user signs requests instead of sending a token.
     *
     * @param access names the key; not secret
     */
    public record AccessKey(String access, Secret secret) {}

    /** How a request names a user. */
    public sealed interface Reference {
        record ById(String id) implements Reference {}

        record ByName(String name, Domain.Reference domain) implements Reference {}

        default boolean means(User user) {
            return switch (this) {
                case ById(String id) -> user.id().equals(id);
                case ByName(String name, Domain.Reference domain) ->
                    user.name().equals(name) && domain.means(user.domain());
            };
        }
    }

    /** The id of a user whose entry gives none. */
    static String derivedId(String name, Domain domain) {
        return Sha256.idOf("user", domain.name(), name);
    }

    /** The names of the user's roles in the project; empty without a project. */
    Set<String> rolesIn(Optional<Project> project) {
        return project.map(Project::id).map(roles::get).orElse(Set.of());
    }

    /** @param until when the token or the signature expires that identified the user */
    Caller callerIn(Optional<Project> project, Instant until) {
        return new Caller(id, name, project, rolesIn(project), until);
    }

    /** Changes with the password, so that tokens of the old one end. It does not reveal the password: a bcrypt hash is salted. */
    String passwordMark() {
        return Sha256.hex(passwordHash.value()).substring(0, MARK_LENGTH);
    }
}
