package io.logferry.api.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.logferry.api.PublicAddress;
import io.logferry.api.identity.UserFilter.UserRequired;
import io.logferry.api.identity.VersionsRoute.ApiVersion;
import io.logferry.identity.Domain;
import io.logferry.identity.Project;
import io.logferry.identity.ProjectAccess;
import io.logferry.identity.User;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the holder of a token or an access key has access to: projects, domain, services. */
@Path("/v3")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Identity")
public final class DiscoveryResource {
    private static final String OWN_PROJECTS = "/v3/auth/projects";
    private static final String PROJECTS = "/v3/projects";
    private static final String DOMAINS = "/v3/auth/domains";
    private static final String CATALOG = "/v3/auth/catalog";

    private final ProjectAccess access;
    private final Catalog catalog;
    private final PublicAddress address;

    DiscoveryResource(ProjectAccess access, Catalog catalog, PublicAddress address) {
        this.access = access;
        this.catalog = catalog;
        this.address = address;
    }

    @Schema(name = "VersionDocument")
    record VersionAnswer(ApiVersion version) {}

    /** A list here always fits on one page. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record ListLinks(
            @Nullable String next, String self, @Nullable String previous) {
        static ListLinks of(URI base, String path) {
            return new ListLinks(null, base + path, null);
        }
    }

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

    record DomainList(List<DomainItem> domains, ListLinks links) {}

    @Schema(name = "UserDomain")
    record DomainItem(String id, String name, String description, boolean enabled, Map<String, String> links) {}

    @Schema(name = "Catalog")
    record CatalogAnswer(List<Catalog.Service> catalog, Map<String, String> links) {}

    /** Needs no token. */
    @GET
    @Operation(operationId = "showVersion", summary = "The version of this API")
    public VersionAnswer version(@Context HttpServerRequest request) {
        return new VersionAnswer(ApiVersion.at(address.base(request)));
    }

    @GET
    @Path("auth/projects")
    @UserRequired
    @SecurityRequirement(name = "token")
    @Operation(operationId = "listOwnProjects", summary = "The projects that a token can be scoped to")
    public ProjectList ownProjects(@Context ContainerRequestContext context, @Context HttpServerRequest request) {
        User user = UserFilter.userOf(context).user();
        return ProjectList.of(access.projects(user), address.base(request), OWN_PROJECTS);
    }

    /** These are the caller's own projects, too: others are not revealed. */
    @GET
    @Path("projects")
    @UserRequired
    @SecurityRequirement(name = "token")
    @Operation(operationId = "listProjects", summary = "The projects of the user, by name where one is given")
    public ProjectList projects(
            @QueryParam("name") @Nullable String name,
            @QueryParam("domain_id") @Nullable String domainId,
            @Context ContainerRequestContext context,
            @Context HttpServerRequest request) {
        User user = UserFilter.userOf(context).user();
        Predicate<Project> isNamed = project -> name == null || project.name().equals(name);
        List<Project> found = access.projects(user).stream().filter(isNamed).toList();
        return ProjectList.of(inDomain(found, user, name, domainId), address.base(request), PROJECTS);
    }

    /** The user's own domain, as the cloud's IAM answers, although nobody has a role in a domain here. */
    @GET
    @Path("auth/domains")
    @UserRequired
    @SecurityRequirement(name = "token")
    @Operation(operationId = "listDomains", summary = "The domain of the user")
    public DomainList domains(
            @QueryParam("name") @Nullable String name,
            @Context ContainerRequestContext context,
            @Context HttpServerRequest request) {
        URI base = address.base(request);
        List<DomainItem> own = Stream.of(UserFilter.userOf(context).user().domain())
                .filter(domain -> name == null || domain.name().equals(name))
                .map(domain -> new DomainItem(
                        domain.id(), domain.name(), "", true, Map.of("self", base + "/v3/domains/" + domain.id())))
                .toList();
        return new DomainList(own, ListLinks.of(base, DOMAINS));
    }

    @GET
    @Path("auth/catalog")
    @UserRequired
    @SecurityRequirement(name = "token")
    @Operation(operationId = "showCatalog", summary = "Where the services of a project are")
    public CatalogAnswer catalog(@Context ContainerRequestContext context, @Context HttpServerRequest request) {
        Project project = UserFilter.userOf(context)
                .project()
                .orElseThrow(() -> new KeystoneException(
                        Status.FORBIDDEN,
                        "A catalog belongs to a project: scope the token to a project, or name one in X-Project-Id if the"
                                + " request is signed with an access key."));
        URI base = address.base(request);
        return new CatalogAnswer(catalog.of(project.id(), base), Map.of("self", base + CATALOG));
    }

    /** A name alone means one project. If several domains have a project of this name, it is the one in the user's own domain. */
    private static List<Project> inDomain(
            List<Project> found, User user, @Nullable String name, @Nullable String domainId) {
        String wanted = domainId == null ? user.domain().id() : domainId;
        List<Project> there = found.stream()
                .filter(project -> Domain.named(project.domain()).id().equals(wanted))
                .toList();
        boolean isAmbiguous = name != null && found.size() > 1 && !there.isEmpty();
        return domainId != null || isAmbiguous ? there : found;
    }
}
