package io.logferry.api.rds;

import io.logferry.api.rds.CallerFilter.CallerRequired;
import io.logferry.health.InstanceHealth;
import io.logferry.id.ProjectId;
import io.logferry.instance.Instance;
import io.logferry.instance.Inventory;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** "Querying DB Instances". */
@Path("/v3/{project_id}/instances")
@CallerRequired
@SecurityRequirement(name = "token")
@Tag(name = "Instances")
public final class InstancesResource {
    private static final Set<String> TYPES = new TreeSet<>(Set.of("Single", "Ha", "Replica"));
    private static final Set<String> DATASTORES =
            new TreeSet<>(Set.of("MariaDB", "MySQL", InstanceList.POSTGRESQL, "SQLServer"));

    private final Gate gate;
    private final Inventory inventory;
    private final InstanceHealth health;

    InstancesResource(Gate gate, Inventory inventory, InstanceHealth health) {
        this.gate = gate;
        this.inventory = inventory;
        this.health = health;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listInstances",
            summary = "Query the project's instances",
            description = "A leading * in id or name means that it contains the rest.")
    public InstanceList instances(
            @PathParam("project_id") String projectText,
            @QueryParam("id") @Nullable String id,
            @QueryParam("name") @Nullable String name,
            @QueryParam("type") @Nullable String type,
            @QueryParam("datastore_type") @Nullable String datastoreType,
            @QueryParam("offset") @Nullable String offsetText,
            @QueryParam("limit") @Nullable String limitText,
            @Context ContainerRequestContext context) {
        ProjectId project = gate.projectId(projectText);
        int offset = QueryText.of("offset", offsetText).number(0, Integer.MAX_VALUE, 0);
        int limit = QueryText.of("limit", limitText).number(1, 100, 100);
        Optional<String> wantedType = QueryText.of("type", type).oneOf(TYPES);
        Optional<String> datastore =
                QueryText.of("datastore_type", datastoreType).oneOf(DATASTORES);
        gate.admit(CallerFilter.callerOf(context), project);
        List<Instance> found = inventory.instances(project).stream()
                .filter(instance -> matches(id, instance.id().value()))
                .filter(instance -> matches(name, instance.name()))
                .filter(instance -> wantedType
                        .filter(one -> !one.equals(InstanceList.typeOf(instance)))
                        .isEmpty())
                .filter(instance -> datastore
                        .filter(one -> !one.equals(InstanceList.POSTGRESQL))
                        .isEmpty())
                .toList();
        return new InstanceList(
                found.stream()
                        .skip(offset)
                        .limit(limit)
                        .map(instance -> InstanceList.entry(instance, health.seen(instance)))
                        .toList(),
                found.size());
    }

    private static boolean matches(@Nullable String wanted, String actual) {
        if (wanted == null || wanted.isEmpty()) {
            return true;
        }
        return wanted.startsWith("*") ? actual.contains(wanted.substring(1)) : actual.equals(wanted);
    }
}
