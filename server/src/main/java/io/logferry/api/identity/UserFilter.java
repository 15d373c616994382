package io.logferry.api.identity;

import io.logferry.api.SignedRequests;
import io.logferry.id.ProjectId;
import io.logferry.identity.BuiltInTokens;
import io.logferry.identity.IdentityUnavailableException;
import io.logferry.identity.Project;
import io.logferry.identity.ProjectAccess;
import io.logferry.identity.Token;
import io.logferry.identity.User;
import io.logferry.identity.signature.SignatureOutcome;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Provider;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Finds out who is asking, by a token or else by a signature. */
@jakarta.ws.rs.ext.Provider
@UserRequired
public final class UserFilter implements ContainerRequestFilter {
    private static final String USER = "logferry.user";
    private static final String PROJECT_HEADER = "X-Project-Id";

    private final Provider<BuiltInTokens> tokens;
    private final Provider<SignedRequests> signatures;
    private final Provider<ProjectAccess> access;
    private final CurrentVertxRequest current;

    /** Providers, since Quarkus makes its filters long before there is a state database. */
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
        @Nullable String token = request.getHeaderString(AuthToken.HEADER);
        boolean bySignature = (token == null || token.isBlank()) && SignedRequests.isSigned(request);
        AskingUser asking = bySignature ? bySignature(request) : byToken(token);
        MDC.put("user", asking.user().id());
        request.setProperty(USER, asking);
    }

    static AskingUser userOf(ContainerRequestContext request) {
        return (AskingUser) request.getProperty(USER);
    }

    private AskingUser byToken(@Nullable String header) {
        try {
            Token token = AuthToken.require(tokens.get(), header);
            return new AskingUser(token.user(), token.project());
        } catch (IdentityUnavailableException e) {
            throw KeystoneException.unavailable("The service can't check the token now; try again.", e.retryAfter());
        }
    }

    private AskingUser bySignature(ContainerRequestContext request) {
        return switch (signatures.get().verify(request, current.getCurrent())) {
            case SignatureOutcome.Valid(var user, var until) -> new AskingUser(user, project(user, request));
            case SignatureOutcome.Refused(var reason) -> throw KeystoneException.unauthorized(reason);
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
