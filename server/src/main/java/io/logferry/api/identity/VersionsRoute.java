package io.logferry.api.identity;

import io.logferry.api.PublicAddress;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * {@code GET /}: the versions of the API. It is a route, because a resource at the root would match every path that no other resource has.
 */
@Singleton
public final class VersionsRoute {
    private static final int MULTIPLE_CHOICES = 300;
    private static final int METHOD_NOT_ALLOWED = 405;

    private final PublicAddress address;

    VersionsRoute(PublicAddress address) {
        this.address = address;
    }

    record VersionsAnswer(Versions versions) {}

    record Versions(List<ApiVersion> values) {}

    void register(@Observes Router router) {
        router.route("/").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::answer);
        router.route("/").handler(VersionsRoute::refuse);
    }

    private static void refuse(RoutingContext context) {
        context.response().putHeader("Allow", "GET, HEAD");
        context.fail(METHOD_NOT_ALLOWED);
    }

    private void answer(RoutingContext context) {
        ApiVersion version = ApiVersion.at(address.base(context.request()));
        HttpServerResponse response = context.response()
                .setStatusCode(MULTIPLE_CHOICES)
                .putHeader("Content-Type", "application/json")
                .putHeader("Vary", "Accept");
        // over HTTP/2 the body would be sent for HEAD, too
        Future<Void> unused = context.request().method().equals(HttpMethod.HEAD)
                ? response.end()
                : response.end(Json.encodeToBuffer(new VersionsAnswer(new Versions(List.of(version)))));
    }
}
