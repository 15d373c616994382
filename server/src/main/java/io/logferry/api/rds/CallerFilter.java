package io.logferry.api.rds;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.logferry.identity.Caller;
import io.logferry.identity.IdentityUnavailableException;
import io.logferry.identity.TokenVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import org.jboss.logging.MDC;

/** Finds out who is calling, before anything of the request is looked at but its route. */
@Provider
@CallerRequired
public final class CallerFilter implements ContainerRequestFilter {
    private static final String CALLER = "logferry.caller";

    private final TokenVerifier tokens;
    private final MeterRegistry metrics;

    CallerFilter(TokenVerifier tokens, MeterRegistry metrics) {
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
            return tokens.verify(token);
        } catch (IdentityUnavailableException e) {
            count("unavailable");
            throw ApiException.retryLater(
                    ErrorCode.UNAVAILABLE, "The identity service can't be reached now.", e.retryAfter());
        }
    }

    private void count(String outcome) {
        metrics.counter("logferry.token.checks", "outcome", outcome).increment();
    }
}
