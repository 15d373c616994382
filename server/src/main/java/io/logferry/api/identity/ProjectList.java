package io.logferry.api.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.logferry.identity.Domain;
import io.logferry.identity.Project;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The caller's projects. */
record ProjectList(List<Item> projects, ListLinks links) {
    @Schema(name = "Project")
    record Item(
            String id,
            String name,
            @JsonProperty("domain_id") String domainId,
            @JsonProperty("parent_id") String parentId,
            @JsonProperty("is_domain") boolean isDomain,
            String description,
            boolean enabled,
            Map<String, String> links) {
        static Item of(Project project, URI base) {
            String domain = Domain.named(project.domain()).id();
            return new Item(
                    project.id().value(),
                    project.name(),
                    domain,
                    domain,
                    false,
                    "",
                    true,
                    Map.of("self", base + "/v3/projects/" + project.id()));
        }
    }

    static ProjectList of(List<Project> projects, URI base, String path) {
        return new ProjectList(
                projects.stream().map(project -> Item.of(project, base)).toList(), ListLinks.of(base, path));
    }
}
