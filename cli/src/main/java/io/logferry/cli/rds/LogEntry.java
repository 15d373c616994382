package io.logferry.cli.rds;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDateTime;

/**
 * A record of the error log.
 *
 * @param id the same in every answer
 * @param time UTC, whole seconds
 * @param raw the entry as the service sent it
 */
public record LogEntry(String id, LocalDateTime time, String level, String nodeName, String content, JsonNode raw) {
    /** The end of the content of a record that the service cut at 16 KiB (JSON escapes included). */
    private static final String CUT = "…";

    private static final int SHORTEST_CUT = 2000;

    static LogEntry of(JsonNode json) {
        return new LogEntry(
                json.path("id").asText(""),
                LocalDateTime.parse(json.path("time").asText("")),
                json.path("level").asText(""),
                json.path("node_name").asText(""),
                json.path("content").asText(""),
                json);
    }

    /** Whether the service cut the record. */
    public boolean isCut() {
        return content.length() >= SHORTEST_CUT && content.endsWith(CUT);
    }
}
