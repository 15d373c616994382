package io.logferry.api;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.logferry.identity.signature.SdkSignature;
import io.logferry.identity.signature.SignedRequest;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Requests that are signed with an access key instead of having a token. */
public final class SignedRequests {
    private static final String CONTENT_TYPE = "content-type";

    private final SdkSignature signature;
    private final MeterRegistry metrics;

    public SignedRequests(SdkSignature signature, MeterRegistry metrics) {
        this.signature = signature;
        this.metrics = metrics;
    }

    public static boolean isSigned(ContainerRequestContext request) {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        return authorization != null && authorization.startsWith(SdkSignature.ALGORITHM);
    }

    /**
     * Checks the signature. Reads the body for it; the resource can read it again.
     *
     * @param context of the same request
     */
    public SdkSignature.Outcome verify(ContainerRequestContext request, RoutingContext context) {
        byte[] body = WholeBodies.read(request.getEntityStream()).orElseThrow(() -> {
            count("too_large");
            return ApiException.of(ErrorCode.TOO_LARGE, "The body is larger than 64 KiB.");
        });
        request.setEntityStream(new ByteArrayInputStream(body));
        HttpServerRequest http = context.request();
        SdkSignature.Outcome outcome = signature.verify(
                SignedRequest.of(http.method().name(), text(http.path()), text(http.query()), headers(context), body));
        count(
                switch (outcome) {
                    case SdkSignature.Outcome.Valid valid -> "valid";
                    case SdkSignature.Outcome.Refused refused -> "refused";
                });
        return outcome;
    }

    private static String text(@Nullable String part) {
        return Optional.ofNullable(part).orElse("");
    }

    private static Map<String, List<String>> headers(RoutingContext context) {
        HttpServerRequest http = context.request();
        Map<String, List<String>> headers = new TreeMap<>();
        List<String> contentTypes = RequestHeads.removedContentType(context);
        if (!contentTypes.isEmpty()) {
            headers.put(CONTENT_TYPE, contentTypes);
        }
        http.headers().names().forEach(name -> headers.put(name, http.headers().getAll(name)));
        return headers;
    }

    private void count(String outcome) {
        metrics.counter("logferry.signature.checks", "outcome", outcome).increment();
    }
}
