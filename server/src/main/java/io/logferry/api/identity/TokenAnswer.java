package io.logferry.api.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.logferry.identity.Domain;
import io.logferry.identity.Project;
import io.logferry.identity.Role;
import io.logferry.identity.Token;
import io.logferry.identity.User;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a token is about; an unscoped one has no project, roles and catalog. */
record TokenAnswer(Body token) {
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

    /** @param passwordExpiresAt always null, and written nonetheless: passwords of users.yaml don't expire */
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

    /** @param catalog empty where the caller doesn't want it, or the token is unscoped */
    static TokenAnswer of(Token token, Optional<List<Catalog.Service>> catalog) {
        boolean scoped = token.project().isPresent();
        return new TokenAnswer(new Body(
                token.methods(),
                UserPart.of(token.user()),
                List.of(token.id()),
                KeystoneTime.of(token.expiresAt()),
                KeystoneTime.of(token.issuedAt()),
                token.project().map(ProjectPart::of).orElse(null),
                scoped ? false : null,
                scoped ? token.roles().stream().map(Role::named).toList() : null,
                catalog.orElse(null)));
    }
}
