package io.logferry.api.rds;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.logferry.api.rds.CallerFilter.CallerRequired;
import io.logferry.export.Export;
import io.logferry.export.ExportKind;
import io.logferry.export.ProjectTasks;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
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
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** "Obtaining Task Information": the project's tasks of the last month. */
@Path("/v3/{project_id}/tasklist")
@CallerRequired
@SecurityRequirement(name = "token")
@Tag(name = "Tasks")
public final class TaskListResource {
    private static final Map<String, ProjectTasks.Filter.Phase> PHASES = new TreeMap<>(Map.of(
            "Running", ProjectTasks.Filter.Phase.RUNNING,
            "Completed", ProjectTasks.Filter.Phase.SUCCEEDED,
            "Failed", ProjectTasks.Filter.Phase.FAILED));

    /** The answer (docs/api.md). */
    record TaskList(@JsonProperty("total_count") int totalCount, List<String> actions, List<Task> tasks) {
        record Task(
                String id,
                String name,
                @JsonProperty("instance_id") String instanceId,
                @JsonProperty("instance_name") String instanceName,
                @JsonProperty("instance_status") String instanceStatus,
                @JsonProperty("order_id") String orderId,
                String process,
                @JsonProperty("fail_reason") String failReason,
                @JsonProperty("create_time") String createTime,
                @JsonProperty("end_time") String endTime,
                String status) {}
    }

    private final Gate gate;
    private final ProjectTasks tasks;
    private final Inventory inventory;

    TaskListResource(Gate gate, ProjectTasks tasks, Inventory inventory) {
        this.gate = gate;
        this.tasks = tasks;
        this.inventory = inventory;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "listTasks", summary = "Query the project's tasks, newest first")
    public TaskList tasks(
            @PathParam("project_id") String projectText,
            @QueryParam("offset") @Nullable String offsetText,
            @QueryParam("limit") @Nullable String limitText,
            @QueryParam("id") @Nullable String id,
            @QueryParam("instance_id") @Nullable String instanceId,
            @QueryParam("order_id") @Nullable String orderId,
            @QueryParam("name") @Nullable String name,
            @QueryParam("status") @Nullable String status,
            @QueryParam("start_time") @Nullable String startTime,
            @QueryParam("end_time") @Nullable String endTime,
            @Context ContainerRequestContext context) {
        ProjectId project = gate.projectId(projectText);
        int offset = QueryText.of("offset", offsetText).number(0, Integer.MAX_VALUE, 0);
        int limit = QueryText.of("limit", limitText).number(1, 50, 10);
        QueryText taskName = QueryText.of("name", name);
        QueryText idText = QueryText.of("id", id);
        ProjectTasks.Filter filter = new ProjectTasks.Filter(
                idText.text().map(text -> WorkflowId.parse(text).orElseThrow(() -> idText.wrong("must be a UUID"))),
                QueryText.of("instance_id", instanceId).text().map(gate::instanceId),
                taskName.text().flatMap(ExportKind::ofTask),
                QueryText.of("status", status).oneOf(PHASES.keySet()).map(PHASES::get),
                QueryText.of("start_time", startTime).epochMillis(),
                QueryText.of("end_time", endTime).epochMillis());
        gate.admit(CallerFilter.callerOf(context), project);
        // No task has an order, and none has an unknown name.
        boolean matchesNone = QueryText.of("order_id", orderId).text().isPresent()
                || (taskName.text().isPresent() && filter.kind().isEmpty());
        ProjectTasks.Page page =
                matchesNone ? new ProjectTasks.Page(List.of(), 0) : tasks.page(project, filter, offset, limit);
        return new TaskList(
                page.total(),
                ExportKind.taskNames(),
                page.tasks().stream().map(this::task).toList());
    }

    private TaskList.Task task(Export export) {
        return new TaskList.Task(
                export.id().toString(),
                export.request().kind().taskName(),
                export.instance().value(),
                export.instanceName(),
                // empty if the instance is no longer in the inventory
                inventory
                        .instance(export.instance())
                        .map(instance -> instance.status().word())
                        .orElse(""),
                "",
                JobAnswer.process(export),
                export.state() instanceof Export.Failed failed ? failed.reason() : "",
                ApiTime.of(export.createdAt()),
                export.endedAt().map(ApiTime::of).orElse(""),
                JobAnswer.status(export));
    }
}
