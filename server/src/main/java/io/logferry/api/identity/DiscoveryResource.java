package io.logferry.api.identity;

import io.logferry.api.PublicAddress;
import io.logferry.identity.BuiltInTokens;
import io.logferry.identity.Domain;
import io.logferry.identity.IdentityUnavailableException;
import io.logferry.identity.Project;
import io.logferry.identity.ProjectAccess;
import io.logferry.identity.Token;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What there is for a token's holder: projects, domain, services. */
@Path("/v3")
@Produces(MediaType.APPLICATION_JSON)
public final class DiscoveryResource {
    private static final String OWN_PROJECTS = "/v3/auth/projects";
    private static final String PROJECTS = "/v3/projects";
    private static final String DOMAINS = "/v3/auth/domains";
    private static final String CATALOG = "/v3/auth/catalog";

    private final BuiltInTokens tokens;
    private final ProjectAccess access;
    private final Catalog catalog;
    private final PublicAddress address;

    DiscoveryResource(BuiltInTokens tokens, ProjectAccess access, Catalog catalog, PublicAddress address) {
        this.tokens = tokens;
        this.access = access;
        this.catalog = catalog;
        this.address = address;
    }

    record VersionAnswer(ApiVersion version) {}

    record DomainList(List<DomainItem> domains, ListLinks links) {}

    record DomainItem(String id, String name, String description, boolean enabled, Map<String, String> links) {}

    record CatalogAnswer(List<Catalog.Service> catalog, Map<String, String> links) {}

    /** Needs no token. */
    @GET
    public VersionAnswer version(@Context HttpServerRequest request) {
        return new VersionAnswer(ApiVersion.at(address.base(request)));
    }

    @GET
    @Path("auth/projects")
    public ProjectList ownProjects(
            @HeaderParam(AuthToken.HEADER) @Nullable String authToken, @Context HttpServerRequest request)
            throws IdentityUnavailableException {
        Token asking = AuthToken.require(tokens, authToken);
        return ProjectList.of(access.projects(asking.user()), address.base(request), OWN_PROJECTS);
    }

    /** The caller's own projects, too: others are not revealed. */
    @GET
    @Path("projects")
    public ProjectList projects(
            @HeaderParam(AuthToken.HEADER) @Nullable String authToken,
            @QueryParam("name") @Nullable String name,
            @QueryParam("domain_id") @Nullable String domainId,
            @Context HttpServerRequest request)
            throws IdentityUnavailableException {
        Token asking = AuthToken.require(tokens, authToken);
        Predicate<Project> isNamed = project -> name == null || project.name().equals(name);
        Predicate<Project> isInDomain = project ->
                domainId == null || Domain.named(project.domain()).id().equals(domainId);
        List<Project> found = access.projects(asking.user()).stream()
                .filter(isNamed.and(isInDomain))
                .toList();
        return ProjectList.of(found, address.base(request), PROJECTS);
    }

    /** The user's own domain, as the cloud's IAM answers; nobody has a role in a domain here. */
    @GET
    @Path("auth/domains")
    public DomainList domains(
            @HeaderParam(AuthToken.HEADER) @Nullable String authToken, @Context HttpServerRequest request)
            throws IdentityUnavailableException {
        Domain own = AuthToken.require(tokens, authToken).user().domain();
        URI base = address.base(request);
        DomainItem item =
                new DomainItem(own.id(), own.name(), "", true, Map.of("self", base + "/v3/domains/" + own.id()));
        return new DomainList(List.of(item), ListLinks.of(base, DOMAINS));
    }

    @GET
    @Path("auth/catalog")
    public CatalogAnswer catalog(
            @HeaderParam(AuthToken.HEADER) @Nullable String authToken, @Context HttpServerRequest request)
            throws IdentityUnavailableException {
        Project project = AuthToken.require(tokens, authToken)
                .project()
                .orElseThrow(() -> new KeystoneException(
                        Status.FORBIDDEN, "The token is unscoped; the catalog is that of a project."));
        URI base = address.base(request);
        return new CatalogAnswer(catalog.of(project.id(), base), Map.of("self", base + CATALOG));
    }
}
