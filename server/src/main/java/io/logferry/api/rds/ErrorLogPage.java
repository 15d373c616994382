package io.logferry.api.rds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.logferry.record.Severity;
import io.logferry.workflow.ErrorLogAnswer;
import io.logferry.workflow.ErrorLogEntry;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * A page of an error log (contract, section 3).
 *
 * @param total of all pages
 * @param truncated there only where it is true: not all of the range was searched
 */
record ErrorLogPage(
        @JsonProperty("error_log_list") List<Entry> entries,
        @JsonProperty("total_record") int total,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean truncated) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    /**
     * @param time in UTC, without saying so
     * @param level {@code UNKNOWN} where the record has none, or one in a language that isn't known
     */
    record Entry(
            String time,
            String level,
            String content,
            @JsonProperty("node_name") String nodeName,
            String id) {}

    static ErrorLogPage of(ErrorLogAnswer.Found found, int page, int size) {
        List<Entry> entries = found.entries().stream()
                .skip((page - 1L) * size)
                .limit(size)
                .map(ErrorLogPage::entry)
                .toList();
        return new ErrorLogPage(entries, found.entries().size(), found.truncated());
    }

    private static Entry entry(ErrorLogEntry entry) {
        String level = entry.severity().map(ErrorLogPage::word).orElse("UNKNOWN");
        return new Entry(TIME.format(entry.time()), level, entry.content(), entry.nodeName(), entry.id());
    }

    /** The API has a word of its own for notices. */
    static String word(Severity severity) {
        return severity == Severity.NOTICE ? "NOTE" : severity.name();
    }
}
