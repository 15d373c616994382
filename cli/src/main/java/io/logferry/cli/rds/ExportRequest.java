package io.logferry.cli.rds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logferry.cli.http.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which records of which nodes to export, and how. Empty: the whole log of every node. */
public record ExportRequest(
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<Severity> level,
        List<String> nodeIds,
        boolean gzip) {

    public static final ExportRequest EVERYTHING =
            new ExportRequest(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), false);

    JsonNode body() {
        ObjectNode body = Json.object();
        since.ifPresent(start -> body.put("start_time", start.toEpochMilli()));
        until.ifPresent(end -> body.put("end_time", end.toEpochMilli()));
        level.ifPresent(severity -> body.put("level", severity.name()));
        if (!nodeIds.isEmpty()) {
            nodeIds.forEach(body.putArray("node_id_list")::add);
        }
        if (gzip) {
            body.put("compression", "gzip");
        }
        return body;
    }
}
