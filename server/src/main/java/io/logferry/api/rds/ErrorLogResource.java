package io.logferry.api.rds;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.logferry.api.rds.CallerFilter.CallerRequired;
import io.logferry.id.InstanceId;
import io.logferry.id.ProjectId;
import io.logferry.instance.Instance;
import io.logferry.workflow.search.ErrorLogAnswer;
import io.logferry.workflow.search.ReadErrorLog;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** "Querying Database Error Logs". */
@Path("/v3/{project_id}/instances/{instance_id}/errorlog")
@CallerRequired
@SecurityRequirement(name = "token")
@Tag(name = "Error logs")
public final class ErrorLogResource {
    private final Gate gate;
    private final ReadErrorLog readErrorLog;
    private final Clock clock;

    ErrorLogResource(Gate gate, ReadErrorLog readErrorLog, Clock clock) {
        this.gate = gate;
        this.readErrorLog = readErrorLog;
        this.clock = clock;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listErrorLogs",
            summary = "Query the latest records of the error log",
            description = "At most 2000, newest first; offset is a page number from 1.")
    @Parameter(
            name = "start_date",
            in = ParameterIn.QUERY,
            required = true,
            description = "At most a month back, such as 2018-08-06T10:41:14+0000; its + may be sent as it is.",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "end_date",
            in = ParameterIn.QUERY,
            required = true,
            description = "Likewise, after start_date.",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "offset",
            in = ParameterIn.QUERY,
            description = "A page number.",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", defaultValue = "1"))
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = "Records of a page.",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100", defaultValue = "10"))
    @Parameter(
            name = "level",
            in = ParameterIn.QUERY,
            description = "Exactly this one; NOTE is PostgreSQL's NOTICE.",
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"ALL", "INFO", "LOG", "WARNING", "ERROR", "FATAL", "PANIC", "NOTE"},
                            defaultValue = "ALL"))
    public ErrorLogPage errorLog(
            @PathParam("project_id") String projectText,
            @PathParam("instance_id") String instanceText,
            @Context ContainerRequestContext context,
            @Context HttpServerRequest request)
            throws InterruptedException, ExecutionException {
        ProjectId project = gate.projectId(projectText);
        InstanceId instanceId = gate.instanceId(instanceText);
        ErrorLogParameters wanted = ErrorLogParameters.of(request.query(), clock.instant());
        gate.admit(CallerFilter.callerOf(context), project);
        Instance instance = gate.activeInstance(project, instanceId);
        return switch (readErrorLog.read(instance, wanted.query(), wanted.page() == 1)) {
            case ErrorLogAnswer.Found found -> ErrorLogPage.of(found, wanted.page(), wanted.size());
            case ErrorLogAnswer.InstanceFaulty faulty -> throw ApiException.faulty(faulty.reason());
            case ErrorLogAnswer.Busy busy ->
                throw ApiException.retryLater(
                        ErrorCode.TOO_FAST, "Many error logs are being searched now; try again.", busy.tryAfter());
        };
    }
}
