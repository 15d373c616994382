package io.logferry.api.rds;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.logferry.api.rds.CallerFilter.CallerRequired;
import io.logferry.export.ExportTable;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** "Obtaining Information About a Task with a Specified ID": the workflow_id is the task's id. */
@Path("/v3/{project_id}/jobs")
@CallerRequired
@SecurityRequirement(name = "token")
@Tag(name = "Tasks")
public final class JobResource {
    private final Gate gate;
    private final ExportTable exports;

    JobResource(Gate gate, ExportTable exports) {
        this.gate = gate;
        this.exports = exports;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "listJobInfo", summary = "Query a task by its workflow_id")
    public JobAnswer job(
            @PathParam("project_id") String projectText,
            @QueryParam("id") @Parameter(required = true) @Nullable String idText,
            @Context ContainerRequestContext context) {
        ProjectId project = gate.projectId(projectText);
        WorkflowId id = Optional.ofNullable(idText)
                .flatMap(WorkflowId::parse)
                .orElseThrow(() -> ApiException.of(ErrorCode.BAD_PARAMETER, "id in the query must be a UUID."));
        gate.admit(CallerFilter.callerOf(context), project);
        return exports.find(id)
                .filter(export -> export.project().equals(project))
                .map(JobAnswer::of)
                .orElseThrow(() -> ApiException.of(ErrorCode.NO_SUCH_JOB, "The project has no task " + id + "."));
    }
}
