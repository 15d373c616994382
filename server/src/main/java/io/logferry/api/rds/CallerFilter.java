package io.logferry.api.rds;

import io.logferry.api.SignedRequests;
import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.logferry.id.ProjectId;
import io.logferry.identity.Caller;
import io.logferry.identity.IdentityUnavailableException;
import io.logferry.identity.ProjectAccess;
import io.logferry.identity.TokenVerifier;
import io.logferry.identity.signature.SdkSignature;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Provider;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Identifies the caller, by a token or else by a signature, before anything else of the request is checked. */
@jakarta.ws.rs.ext.Provider
@CallerFilter.CallerRequired
public final class CallerFilter implements ContainerRequestFilter {
    private static final String CALLER = "logferry.caller";

    private final Provider<TokenVerifier> tokens;
    private final Provider<SignedRequests> signatures;
    private final Provider<ProjectAccess> access;
    private final Provider<MeterRegistry> metrics;
    private final CurrentVertxRequest current;

    /** A resource that only callers with a valid token or signature reach. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    public @interface CallerRequired {}

    /** Providers, because Quarkus makes its filters long before there is a state database. */
    CallerFilter(
            Provider<TokenVerifier> tokens,
            Provider<SignedRequests> signatures,
            Provider<ProjectAccess> access,
            Provider<MeterRegistry> metrics,
            CurrentVertxRequest current) {
        this.tokens = tokens;
        this.signatures = signatures;
        this.access = access;
        this.metrics = metrics;
        this.current = current;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String token = request.getHeaderString("X-Auth-Token");
        Caller caller = isBlank(token) && SignedRequests.isSigned(request) ? bySignature(request) : byToken(token);
        MDC.put("user", caller.userId());
        request.setProperty(CALLER, caller);
    }

    static Caller callerOf(ContainerRequestContext request) {
        return (Caller) request.getProperty(CALLER);
    }

    private Caller byToken(@Nullable String token) {
        if (token == null || isBlank(token)) {
            count("missing");
            throw ApiException.of(
                    ErrorCode.NOT_AUTHENTICATED,
                    "The header X-Auth-Token is missing, and the request is not signed with an access key.");
        }
        Caller caller = verify(token).orElseThrow(() -> {
            count("refused");
            return ApiException.of(
                    ErrorCode.NOT_AUTHENTICATED, "The token in X-Auth-Token is unknown, expired or revoked.");
        });
        count("valid");
        return caller;
    }

    /** An access key belongs to no project, so the path says which one. */
    private Caller bySignature(ContainerRequestContext request) {
        return switch (signatures.get().verify(request, current.getCurrent())) {
            case SdkSignature.Outcome.Valid(var user, var until) ->
                access.get().caller(user, projectIn(request), until);
            case SdkSignature.Outcome.Refused(var reason) -> throw ApiException.of(ErrorCode.NOT_AUTHENTICATED, reason);
        };
    }

    private static Optional<ProjectId> projectIn(ContainerRequestContext request) {
        return Optional.ofNullable(request.getUriInfo().getPathParameters().getFirst("project_id"))
                .flatMap(ProjectId::parse);
    }

    private Optional<Caller> verify(String token) {
        try {
            return tokens.get().verify(token);
        } catch (IdentityUnavailableException e) {
            count("unavailable");
            throw ApiException.retryLater(
                    ErrorCode.UNAVAILABLE, "The identity service can't be reached now.", e.retryAfter());
        }
    }

    private static boolean isBlank(@Nullable String header) {
        return header == null || header.isBlank();
    }

    private void count(String outcome) {
        metrics.get().counter("logferry.token.checks", "outcome", outcome).increment();
    }
}
