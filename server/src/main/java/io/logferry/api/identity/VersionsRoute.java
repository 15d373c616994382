package io.logferry.api.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.logferry.api.PublicAddress;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

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

    /** A version of OpenStack Identity, for clients that request it before they log in. */
    @Schema(name = "Version")
    record ApiVersion(
            String id,
            String status,
            String updated,
            List<Link> links,
            @JsonProperty("media-types") List<MediaType> mediaTypes) {
        @Schema(name = "VersionLink")
        record Link(String rel, String href) {}

        @Schema(name = "VersionMediaType")
        record MediaType(String base, String type) {}

        /** Version 3.14, with its date in OpenStack. */
        static ApiVersion at(URI base) {
            return new ApiVersion(
                    "v3.14",
                    "stable",
                    "2020-04-07T00:00:00Z",
                    List.of(new Link("self", base + "/v3/")),
                    List.of(new MediaType("application/json", "application/vnd.openstack.identity-v3+json")));
        }
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
