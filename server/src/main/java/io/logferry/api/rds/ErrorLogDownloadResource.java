package io.logferry.api.rds;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.logferry.api.PublicAddress;
import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.logferry.api.rds.CallerFilter.CallerRequired;
import io.logferry.export.ExportKind;
import io.logferry.export.ExportRequest;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.instance.Instance;
import io.logferry.instance.Node;
import io.logferry.workflow.request.DownloadAnswer;
import io.logferry.workflow.request.RequestDownload;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** "Obtaining Links for Downloading Error Logs (RDS for PostgreSQL)". */
@Path("/v3/{project_id}/instances/{instance_id}/errorlog-download")
@CallerRequired
@SecurityRequirement(name = "token")
@Tag(name = "Error logs")
public final class ErrorLogDownloadResource {
    private static final int ASK_AGAIN_AFTER_SECONDS = 1;

    private final Gate gate;
    private final RequestDownload requestDownload;
    private final PublicAddress address;
    private final ObjectMapper json;

    ErrorLogDownloadResource(Gate gate, RequestDownload requestDownload, PublicAddress address, ObjectMapper json) {
        this.gate = gate;
        this.requestDownload = requestDownload;
        this.address = address;
        this.json = json;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "downloadErrorlog",
            summary = "Obtain links for downloading error logs",
            description =
                    "Call it repeatedly until status is FINISH; every call signs the links afresh. While status is"
                            + " CREATING, Retry-After says after how many seconds to call again.")
    @RequestBody(
            required = false,
            description = "None, or {}: everything.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema =
                                    @Schema(
                                            type = SchemaType.OBJECT,
                                            properties = {
                                                @SchemaProperty(
                                                        name = "workflow_id",
                                                        type = SchemaType.STRING,
                                                        format = "uuid",
                                                        description =
                                                                "Describe this workflow with newly signed links; start none."),
                                                @SchemaProperty(
                                                        name = "start_time",
                                                        description =
                                                                "Milliseconds since the epoch or an ISO 8601 string, inclusive."),
                                                @SchemaProperty(
                                                        name = "end_time",
                                                        description = "Likewise, exclusive."),
                                                @SchemaProperty(
                                                        name = "level",
                                                        type = SchemaType.STRING,
                                                        enumeration = {
                                                            "DEBUG", "LOG", "INFO", "NOTICE", "WARNING", "ERROR",
                                                            "FATAL", "PANIC"
                                                        },
                                                        description = "This severity and above."),
                                                @SchemaProperty(
                                                        name = "node_id_list",
                                                        type = SchemaType.ARRAY,
                                                        implementation = String.class,
                                                        description = "These nodes only."),
                                                @SchemaProperty(
                                                        name = "compression",
                                                        type = SchemaType.STRING,
                                                        enumeration = {"none", "gzip"},
                                                        defaultValue = "none")
                                            })))
    public RestResponse<DownloadLinks> download(
            @PathParam("project_id") String projectText,
            @PathParam("instance_id") String instanceText,
            @Context ContainerRequestContext context,
            @Context HttpServerRequest request,
            InputStream bodyBytes)
            throws IOException, InterruptedException {
        ProjectId project = gate.projectId(projectText);
        InstanceId instanceId = gate.instanceId(instanceText);
        DownloadBody body = DownloadBody.read(ExportKind.ERROR_LOG, bodyBytes, json);
        gate.admit(CallerFilter.callerOf(context), project);
        Instance instance = gate.activeInstance(project, instanceId);
        checkNodes(instance, body.request());
        URI base = address.base(request);
        DownloadAnswer answer = body.workflow().isPresent()
                ? requestDownload.renew(instance, body.workflow().get(), base)
                : requestDownload.request(instance, body.request(), base);
        return switch (answer) {
            case DownloadAnswer.Described described -> answer(described);
            case DownloadAnswer.InstanceFaulty faulty -> throw ApiException.faulty(faulty.reason());
            case DownloadAnswer.NoSuchWorkflow none ->
                throw ApiException.of(
                        ErrorCode.NO_SUCH_JOB,
                        "workflow_id is unknown or belongs to another instance, or its files were removed; omit it to start a new export.");
        };
    }

    /** While the workflow runs, Retry-After says when to ask again. */
    private static RestResponse<DownloadLinks> answer(DownloadAnswer.Described described) {
        RestResponse.ResponseBuilder<DownloadLinks> answer =
                RestResponse.ResponseBuilder.ok(DownloadLinks.of(described));
        return (described.export().isRunning()
                        ? answer.header(HttpHeaders.RETRY_AFTER, ASK_AGAIN_AFTER_SECONDS)
                        : answer)
                .build();
    }

    private static void checkNodes(Instance instance, ExportRequest request) {
        Set<NodeId> known = instance.nodes().stream().map(Node::id).collect(Collectors.toSet());
        for (NodeId node : request.nodes()) {
            if (!known.contains(node)) {
                throw ApiException.of(
                        ErrorCode.BAD_PARAMETER,
                        "node_id_list names " + node + ", which is not a node of the instance.");
            }
        }
    }
}
