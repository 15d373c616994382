package io.logferry.cli.rds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One page of the error log, newest first.
 *
 * @param total how many entries the query has, {@value Rds#MOST_ENTRIES} at most
 * @param gaps what the service did not search
 */
public record ErrorLogPage(List<LogEntry> entries, int total, Gaps gaps) {

    static ErrorLogPage of(JsonNode json) {
        List<LogEntry> entries = new ArrayList<>();
        json.path("error_log_list").forEach(entry -> entries.add(LogEntry.of(entry)));
        return new ErrorLogPage(List.copyOf(entries), json.path("total_record").asInt(0), Gaps.of(json));
    }
}
