package io.logferry.cli.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The service catalog of a token: where the project's RDS is. */
record Catalog(JsonNode services) {

    URI rds(Optional<String> region, String projectId) {
        Map<String, String> urls = urlsByRegion();
        if (urls.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the token's catalog has no public endpoint of type rdsv3: set LOGFERRY_ENDPOINT to the service's address");
        }
        if (region.isPresent()) {
            return Optional.ofNullable(urls.get(region.get()))
                    .map(url -> project(url, projectId))
                    .orElseThrow(() -> new Failure(
                            ExitCode.USAGE,
                            "no RDS in region " + region.get() + ": OS_REGION_NAME can be " + list(urls.keySet())));
        }
        if (urls.values().stream().distinct().count() > 1) {
            throw new Failure(
                    ExitCode.USAGE, "several regions have an RDS: set OS_REGION_NAME to one of " + list(urls.keySet()));
        }
        return project(urls.values().iterator().next(), projectId);
    }

    private Map<String, String> urlsByRegion() {
        Map<String, String> urls = new LinkedHashMap<>();
        for (JsonNode service : services) {
            if (!service.path("type").asText("").equals("rdsv3")) {
                continue;
            }
            for (JsonNode endpoint : service.path("endpoints")) {
                String region = endpoint.path("region_id")
                        .asText(endpoint.path("region").asText(""));
                if (endpoint.path("interface").asText("").equals("public")) {
                    urls.putIfAbsent(region, endpoint.path("url").asText(""));
                }
            }
        }
        return urls;
    }

    private static String list(Collection<String> regions) {
        return String.join(", ", regions);
    }

    /** From a service's address, with or without {@code /v3} and the project, to the project's base URL. */
    static URI project(String endpoint, String projectId) {
        String base = endpoint.replaceAll("/+$", "").replaceAll("/v3(/[^/]+)?$", "");
        return CredentialSource.address(base + "/v3/" + projectId, "the RDS endpoint (LOGFERRY_ENDPOINT)");
    }
}
