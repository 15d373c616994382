package io.logferry.cli.rds;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One entry of an export: the file of one node.
 *
 * @param size in bytes; 0 until it is known
 * @param sha256 in hex; empty until it is known, and from services without this field
 * @param link empty unless the file is ready
 * @param signedAt when the link was signed, in ms since the epoch
 */
public record ExportFile(
        String workflowId,
        String fileName,
        String nodeName,
        String status,
        long size,
        String sha256,
        String link,
        long signedAt) {

    static ExportFile of(JsonNode json) {
        return new ExportFile(
                json.path("workflow_id").asText(""),
                json.path("file_name").asText(""),
                json.path("node_name").asText(""),
                json.path("status").asText(""),
                json.path("file_size").asLong(0),
                json.path("file_sha256").asText(""),
                json.path("file_link").asText(""),
                json.path("update_at").asLong(0));
    }

    public boolean isReady() {
        return status.equals("SUCCESS") && !link.isEmpty();
    }
}
