package io.logferry.api.link;

import io.logferry.api.RequestIds;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.jboss.logging.Logger;

/** Sends errors in the form of object stores. */
final class Refusals {
    private static final Logger LOG = Logger.getLogger(Refusals.class);

    private final LinkMetrics metrics;

    Refusals(LinkMetrics metrics) {
        this.metrics = metrics;
    }

    void send(RoutingContext context, S3Error error) {
        metrics.count(error.outcome());
        String id = context.<String>get(RequestIds.KEY, "");
        String document =
                error.document(Objects.requireNonNullElse(context.request().path(), ""), id);
        HttpServerResponse response = context.response()
                .setStatusCode(error.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/xml")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (error == S3Error.METHOD_NOT_ALLOWED) {
            response.putHeader(HttpHeaders.ALLOW, "GET, HEAD");
        }
        if (error == S3Error.UNAVAILABLE) {
            response.putHeader(HttpHeaders.RETRY_AFTER, "5");
        }
        boolean isHead = context.request().method() == HttpMethod.HEAD;
        (isHead ? response.end() : response.end(document))
                .onFailure(gone -> LOG.debugf(gone, "the caller closed the connection before the refusal"));
    }
}
