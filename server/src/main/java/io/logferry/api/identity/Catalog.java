package io.logferry.api.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.logferry.id.ProjectId;
import io.logferry.id.Sha256;
import io.logferry.instance.Instance;
import io.logferry.instance.Inventory;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The addresses of a project's services: one endpoint for each region in which the project has instances. */
@Singleton
final class Catalog {
    /** For a project that has no instance yet. */
    private static final String NO_REGION = "default";

    private final Inventory inventory;

    Catalog(Inventory inventory) {
        this.inventory = inventory;
    }

    @Schema(name = "CatalogService")
    record Service(String id, String type, String name, List<Endpoint> endpoints) {}

    @Schema(name = "CatalogEndpoint")
    record Endpoint(
            String id,
            @JsonProperty("interface") String facing,
            String region,
            @JsonProperty("region_id") String regionId,
            String url) {}

    /** @param base the address at which the caller reaches this service, without a trailing slash */
    List<Service> of(ProjectId project, URI base) {
        List<String> regions = regions(project);
        return List.of(service("rdsv3", regions, base + "/v3/" + project), service("identity", regions, base + "/v3"));
    }

    private List<String> regions(ProjectId project) {
        List<String> regions = inventory.instances(project).stream()
                .map(Instance::region)
                .filter(region -> !region.isBlank())
                .distinct()
                .toList();
        return regions.isEmpty() ? List.of(NO_REGION) : regions;
    }

    private static Service service(String type, List<String> regions, String url) {
        List<Endpoint> endpoints = regions.stream()
                .map(region -> new Endpoint(Sha256.idOf("endpoint", type, region), "public", region, region, url))
                .toList();
        return new Service(Sha256.idOf("service", type), type, type, endpoints);
    }
}
