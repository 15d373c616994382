package io.logferry.api;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The paths and methods that requests are counted by are those that there are; whatever else callers make up is one path and one method. Else a
 * stranger could make series until there is no room for those of the API.
 */
public final class MetricPaths implements MeterFilter {
    static final String OTHER = "OTHER";

    private static final String REQUESTS = "http.server.requests";

    /** Beside those with a parameter: the framework's names for what it doesn't tell apart, and the paths that are always the same. */
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
        // No path that is asked for has a brace: UnknownPaths refuses it.
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
