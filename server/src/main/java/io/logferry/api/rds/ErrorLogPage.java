package io.logferry.api.rds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.logferry.record.Severity;
import io.logferry.workflow.search.ErrorLogAnswer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A page of an error log (docs/api.md).
 *
 * @param total of all pages
 * @param truncated not all of the range was searched; absent if false
 * @param searchedFrom present only with {@code truncated}
 */
record ErrorLogPage(
        @JsonProperty("error_log_list") List<Entry> entries,
        @JsonProperty("total_record") int total,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        @Schema(description = "True if not all of the range was searched; otherwise absent.")
        boolean truncated,

        @JsonProperty("searched_from")
        @JsonInclude(JsonInclude.Include.NON_ABSENT)
        @Schema(
                type = SchemaType.INTEGER,
                format = "int64",
                implementation = Long.class,
                description = "With truncated: milliseconds since the epoch, the list is complete from then on.")
        Optional<Long> searchedFrom,

        @JsonProperty("unread_nodes") @Schema(description = "Nodes whose records are missing, and why.")
        List<UnreadNodeEntry> unreadNodes,

        @JsonProperty("unrecognised_bytes")
        @Schema(
                description =
                        "Searched bytes that were not recognised as records, see line_prefix; with a level also records of unknown severity.")
        long unrecognisedBytes) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    /**
     * @param time in UTC, without an offset
     * @param level {@code UNKNOWN} if the record has none, or one in an unknown language
     */
    @Schema(name = "ErrorLogEntry")
    record Entry(
            String time,
            String level,
            String content,
            @JsonProperty("node_name") String nodeName,
            String id) {}

    /** @param reason what is wrong and what to do, commands on lines of their own */
    record UnreadNodeEntry(@JsonProperty("node_name") String nodeName, String reason) {}

    static ErrorLogPage of(ErrorLogAnswer.Found found, int page, int size) {
        List<Entry> entries = found.entries().stream()
                .skip((page - 1L) * size)
                .limit(size)
                .map(ErrorLogPage::entry)
                .toList();
        return new ErrorLogPage(
                entries,
                found.entries().size(),
                found.searchedFrom().isPresent(),
                found.searchedFrom().map(Instant::toEpochMilli),
                found.unreadNodes().stream()
                        .map(node -> new UnreadNodeEntry(node.nodeName(), node.reason()))
                        .toList(),
                found.unrecognisedBytes());
    }

    private static Entry entry(ErrorLogAnswer.Entry entry) {
        String level = entry.severity().map(ErrorLogPage::word).orElse("UNKNOWN");
        return new Entry(TIME.format(entry.time()), level, entry.content(), entry.nodeName(), entry.id());
    }

    /** The API calls a notice NOTE. */
    static String word(Severity severity) {
        return severity == Severity.NOTICE ? "NOTE" : severity.name();
    }
}
