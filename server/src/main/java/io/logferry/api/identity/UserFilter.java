package io.logferry.api.identity;

import io.logferry.api.SignedRequests;
import io.logferry.id.ProjectId;
import io.logferry.identity.BuiltInTokens;
import io.logferry.identity.IdentityUnavailableException;
import io.logferry.identity.Project;
import io.logferry.identity.ProjectAccess;
import io.logferry.identity.Token;
import io.logferry.identity.User;
import io.logferry.identity.signature.SdkSignature;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Provider;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Identifies the user, by a token or else by a signature. */
@jakarta.ws.rs.ext.Provider
@UserFilter.UserRequired
public final class UserFilter implements ContainerRequestFilter {
    /** The header with the token of the caller. */
    static final String TOKEN_HEADER = "X-Auth-Token";

    private static final String USER = "logferry.user";
    private static final String PROJECT_HEADER = "X-Project-Id";

    private final Provider<BuiltInTokens> tokens;
    private final Provider<SignedRequests> signatures;
    private final Provider<ProjectAccess> access;
    private final CurrentVertxRequest current;

    /** What only users with a valid token or signature reach. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    public @interface UserRequired {}

    /** @param project the token's; with an access key, the project that the request names, or the user's only one */
    record AskingUser(User user, Optional<Project> project) {}

    /** Providers, because Quarkus makes its filters long before there is a state database. */
    UserFilter(
            Provider<BuiltInTokens> tokens,
            Provider<SignedRequests> signatures,
            Provider<ProjectAccess> access,
            CurrentVertxRequest current) {
        this.tokens = tokens;
        this.signatures = signatures;
        this.access = access;
        this.current = current;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        @Nullable String token = request.getHeaderString(TOKEN_HEADER);
        boolean bySignature = (token == null || token.isBlank()) && SignedRequests.isSigned(request);
        AskingUser asking = bySignature ? bySignature(request) : byToken(token);
        MDC.put("user", asking.user().id());
        request.setProperty(USER, asking);
    }

    static AskingUser userOf(ContainerRequestContext request) {
        return (AskingUser) request.getProperty(USER);
    }

    /** @param header the value of {@link #TOKEN_HEADER} */
    static Token requireToken(BuiltInTokens tokens, @Nullable String header) throws IdentityUnavailableException {
        if (header == null || header.isBlank()) {
            throw KeystoneException.unauthorized("The header X-Auth-Token is missing.");
        }
        return tokens.find(header)
                .orElseThrow(() -> KeystoneException.unauthorized(
                        "The token in X-Auth-Token is invalid or expired; log in again."));
    }

    private AskingUser byToken(@Nullable String header) {
        try {
            Token token = requireToken(tokens.get(), header);
            return new AskingUser(token.user(), token.project());
        } catch (IdentityUnavailableException e) {
            throw KeystoneException.unavailable("The service can't check the token now; try again.", e.retryAfter());
        }
    }

    private AskingUser bySignature(ContainerRequestContext request) {
        return switch (signatures.get().verify(request, current.getCurrent())) {
            case SdkSignature.Outcome.Valid(var user, var until) -> new AskingUser(user, project(user, request));
            case SdkSignature.Outcome.Refused(var reason) -> throw KeystoneException.unauthorized(reason);
        };
    }

    private Optional<Project> project(User user, ContainerRequestContext request) {
        @Nullable String named = request.getHeaderString(PROJECT_HEADER);
        if (named != null) {
            return ProjectId.parse(named).flatMap(id -> access.get().find(user, id));
        }
        List<Project> all = access.get().projects(user);
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }
}
