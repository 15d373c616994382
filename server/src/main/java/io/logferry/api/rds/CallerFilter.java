package io.logferry.api.rds;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.logferry.identity.Caller;
import io.logferry.identity.IdentityUnavailableException;
import io.logferry.identity.TokenVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Provider;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.Optional;
import org.jboss.logging.MDC;

/** Finds out who is calling, before anything of the request is looked at but its route. */
@jakarta.ws.rs.ext.Provider
@CallerRequired
public final class CallerFilter implements ContainerRequestFilter {
    private static final String CALLER = "logferry.caller";

    private final Provider<TokenVerifier> tokens;
    private final Provider<MeterRegistry> metrics;

    /** Providers, since Quarkus makes its filters at build time's end, long before there is a state database. */
    CallerFilter(Provider<TokenVerifier> tokens, Provider<MeterRegistry> metrics) {
        this.tokens = tokens;
        this.metrics = metrics;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String token = request.getHeaderString("X-Auth-Token");
        if (token == null || token.isBlank()) {
            count("missing");
            throw ApiException.of(ErrorCode.NOT_AUTHENTICATED, "The header X-Auth-Token is missing.");
        }
        Caller caller = verify(token).orElseThrow(() -> {
            count("refused");
            return ApiException.of(
                    ErrorCode.NOT_AUTHENTICATED, "The token in X-Auth-Token is unknown, expired or revoked.");
        });
        count("valid");
        MDC.put("user", caller.userId());
        request.setProperty(CALLER, caller);
    }

    static Caller callerOf(ContainerRequestContext request) {
        return (Caller) request.getProperty(CALLER);
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

    private void count(String outcome) {
        metrics.get().counter("logferry.token.checks", "outcome", outcome).increment();
    }
}
