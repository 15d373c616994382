package io.logferry.cli.rds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A task.
 *
 * @param status {@code Running}, {@code Completed} or {@code Failed}
 * @param percent from 0 to 100 while it runs
 * @param ended empty while it runs
 * @param failReason empty unless it failed
 */
public record Job(
        String id,
        String name,
        String status,
        int percent,
        String instanceId,
        String instanceName,
        String created,
        String ended,
        String failReason,
        List<String> notes) {

    static Job of(JsonNode json) {
        List<String> notes = new ArrayList<>();
        json.path("notes").forEach(note -> notes.add(note.asText("")));
        return new Job(
                json.path("id").asText(""),
                json.path("name").asText(""),
                json.path("status").asText(""),
                json.path("process").asInt(0),
                json.path("instance").path("id").asText(""),
                json.path("instance").path("name").asText(""),
                json.path("created").asText(""),
                json.path("ended").asText(""),
                json.path("fail_reason").asText(""),
                List.copyOf(notes));
    }

    /** A row of the task list, whose fields have other names. */
    static Job ofTask(JsonNode json) {
        return new Job(
                json.path("id").asText(""),
                json.path("name").asText(""),
                json.path("status").asText(""),
                json.path("process").asInt(0),
                json.path("instance_id").asText(""),
                json.path("instance_name").asText(""),
                json.path("create_time").asText(""),
                json.path("end_time").asText(""),
                json.path("fail_reason").asText(""),
                List.of());
    }

    public boolean isRunning() {
        return status.equals("Running");
    }
}
