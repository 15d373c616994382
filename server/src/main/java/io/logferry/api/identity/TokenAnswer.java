package io.logferry.api.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.logferry.id.Sha256;
import io.logferry.identity.Domain;
import io.logferry.identity.Project;
import io.logferry.identity.Token;
import io.logferry.identity.User;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A token as Keystone describes it. An unscoped one has no project, roles and catalog. */
record TokenAnswer(Body token) {
    /** UTC with microseconds, as OpenStack Identity writes times: {@code 2026-11-24T07:12:37.000000Z}. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Token")
    record Body(
            List<String> methods,
            UserPart user,
            @JsonProperty("audit_ids") List<String> auditIds,
            @JsonProperty("expires_at") String expiresAt,
            @JsonProperty("issued_at") String issuedAt,
            @Nullable ProjectPart project,
            @JsonProperty("is_domain") @Nullable Boolean isDomain,
            @Nullable List<Role> roles,
            @Nullable List<Catalog.Service> catalog) {}

    /** @param passwordExpiresAt written although it is always null: passwords of users.yaml don't expire */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "TokenUser")
    record UserPart(
            Domain domain,
            String id,
            String name,
            @JsonProperty("password_expires_at") @Nullable String passwordExpiresAt) {
        static UserPart of(User user) {
            return new UserPart(user.domain(), user.id(), user.name(), null);
        }
    }

    @Schema(name = "TokenProject")
    record ProjectPart(Domain domain, String id, String name) {
        static ProjectPart of(Project project) {
            return new ProjectPart(Domain.named(project.domain()), project.id().value(), project.name());
        }
    }

    /** A role is known by its name; the ID is for clients that need one. */
    record Role(String id, String name) {
        static Role named(String name) {
            return new Role(Sha256.idOf("role", name), name);
        }
    }

    /** @param catalog empty if the caller does not want it or the token is unscoped */
    static TokenAnswer of(Token token, Optional<List<Catalog.Service>> catalog) {
        boolean scoped = token.project().isPresent();
        return new TokenAnswer(new Body(
                token.methods(),
                UserPart.of(token.user()),
                List.of(token.id()),
                TIME.format(token.expiresAt()),
                TIME.format(token.issuedAt()),
                token.project().map(ProjectPart::of).orElse(null),
                scoped ? false : null,
                scoped ? token.roles().stream().map(Role::named).toList() : null,
                catalog.orElse(null)));
    }
}
