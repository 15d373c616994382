package io.logferry.api;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests by the existing paths and methods. All others are counted as one path and one method. Otherwise a caller without a token could
 * create so many series that there is no room for those of the API.
 */
public final class MetricPaths implements MeterFilter {
    static final String OTHER = "OTHER";

    private static final String REQUESTS = "http.server.requests";

    /** The paths without a parameter, and the framework's names for groups of paths. */
    private static final Set<String> KNOWN = Set.of(
            "root",
            "UNKNOWN",
            "NOT_FOUND",
            "REDIRECTION",
            "/",
            "/v3",
            "/v3/auth/tokens",
            "/v3/auth/projects",
            "/v3/auth/domains",
            "/v3/auth/catalog",
            "/v3/projects",
            "/q/health",
            "/q/health/live",
            "/q/health/ready",
            "/q/health/started",
            "/q/metrics",
            "/q/openapi");

    private static final List<String> FOLDERS = List.of("/console", "/q/swagger-ui");

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE");

    @Override
    public Meter.Id map(Meter.Id id) {
        if (!id.getName().equals(REQUESTS)) {
            return id;
        }
        return id.replaceTags(Tags.of(id.getTags()).and(path(id.getTag("uri")), method(id.getTag("method"))));
    }

    private static Tag path(@Nullable String uri) {
        String path = uri == null ? "UNKNOWN" : uri;
        // Only templates have a brace: UnknownPaths refuses such paths.
        if (KNOWN.contains(path) || path.contains("{")) {
            return Tag.of("uri", path);
        }
        return Tag.of(
                "uri",
                FOLDERS.stream()
                        .filter(folder -> path.equals(folder) || path.startsWith(folder + "/"))
                        .findFirst()
                        .orElse(OTHER));
    }

    private static Tag method(@Nullable String method) {
        return Tag.of("method", method != null && METHODS.contains(method) ? method : OTHER);
    }
}
