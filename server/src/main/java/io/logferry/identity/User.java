package io.logferry.identity;

import io.logferry.id.ProjectId;
import io.logferry.id.Secret;
import io.logferry.id.Sha256;
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
 * @param accessKeys any number of them, so that one can be replaced by another without a gap
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

    /** The id of a user whose entry gives none. */
    static String derivedId(String name, Domain domain) {
        return StableId.of("user", domain.name(), name);
    }

    Set<String> rolesIn(ProjectId project) {
        return Optional.ofNullable(roles.get(project)).orElse(Set.of());
    }

    /** Changes with the password, so that tokens of the old one end. Says nothing about it: a bcrypt hash is salted. */
    String passwordMark() {
        return Sha256.hex(passwordHash.value()).substring(0, MARK_LENGTH);
    }
}
