package io.logferry.cli.rds;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDateTime;

/**
 * A record of the error log.
 *
 * @param id the same in every answer
 * @param time UTC, whole seconds
 * @param raw the entry as it came
 */
public record LogEntry(String id, LocalDateTime time, String level, String nodeName, String content, JsonNode raw) {

    static LogEntry of(JsonNode json) {
        return new LogEntry(
                json.path("id").asText(""),
                LocalDateTime.parse(json.path("time").asText("")),
                json.path("level").asText(""),
                json.path("node_name").asText(""),
                json.path("content").asText(""),
                json);
    }
}
