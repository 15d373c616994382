package io.logferry.api.rds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logferry.api.WholeBodies;
import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.logferry.export.ExportKind;
import io.logferry.export.ExportRequest;
import io.logferry.export.ExportRequest.Compression;
import io.logferry.id.NodeId;
import io.logferry.id.WorkflowId;
import io.logferry.record.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The optional body of an error-log download (docs/api.md).
 *
 * @param workflow describe this workflow, start none
 */
record DownloadBody(Optional<WorkflowId> workflow, ExportRequest request) {
    /**
     * The offset is {@code Z}, {@code +01:00}, {@code +0100} (as in the API's own times) or {@code +01}. Without an offset the time is in UTC, like
     * the {@code time} of an error log's entry, which a caller may send as it is. A day alone is no time.
     */
    private static final DateTimeFormatter ISO_8601 = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHMM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHmm", "Z")
            .optionalEnd()
            .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    /** Nothing, white space and {@code {}} are the same, whatever the Content-Type is. */
    static DownloadBody read(ExportKind kind, InputStream body, ObjectMapper json) throws IOException {
        byte[] bytes = WholeBodies.read(body)
                .orElseThrow(() -> ApiException.of(ErrorCode.TOO_LARGE, "The body is larger than 64 KiB."));
        if (new String(bytes, StandardCharsets.UTF_8).isBlank()) {
            return of(kind, json.createObjectNode());
        }
        try {
            JsonNode sent = json.reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(bytes);
            if (sent instanceof ObjectNode object) {
                return of(kind, object);
            }
        } catch (JsonProcessingException e) {
            throw ApiException.of(ErrorCode.BAD_PARAMETER, "The body is not JSON.");
        }
        throw ApiException.of(ErrorCode.BAD_PARAMETER, "The body must be a JSON object.");
    }

    static DownloadBody of(ExportKind kind, ObjectNode body) {
        Optional<Instant> start = time(body, "start_time");
        Optional<Instant> end = time(body, "end_time");
        if (start.isPresent() && end.isPresent() && !start.get().isBefore(end.get())) {
            throw wrong("end_time", "must be after start_time");
        }
        ExportRequest request = new ExportRequest(kind, start, end, level(body), nodes(body), compression(body));
        return new DownloadBody(workflow(body), request);
    }

    private static Optional<WorkflowId> workflow(ObjectNode body) {
        return text(body, "workflow_id")
                .map(text -> WorkflowId.parse(text).orElseThrow(() -> wrong("workflow_id", "must be a UUID")));
    }

    private static Optional<Instant> time(ObjectNode body, String field) {
        JsonNode value = body.get(field);
        if (value == null) {
            return Optional.empty();
        }
        try {
            if (value.isIntegralNumber() && value.canConvertToLong()) {
                return Optional.of(Instant.ofEpochMilli(value.longValue()));
            }
            if (value.isTextual()) {
                return Optional.of(
                        OffsetDateTime.parse(value.textValue(), ISO_8601).toInstant());
            }
        } catch (DateTimeException e) {
            throw wrong(field, "must be an ISO 8601 time, such as 2026-11-24T08:00:00Z");
        }
        throw wrong(field, "must be milliseconds since the epoch, or an ISO 8601 string");
    }

    private static Optional<Severity> level(ObjectNode body) {
        return text(body, "level")
                .map(text -> Severity.parse(text)
                        .orElseThrow(() -> wrong(
                                "level", "must be one of DEBUG, LOG, INFO, NOTICE, WARNING, ERROR, FATAL, PANIC")));
    }

    private static SortedSet<NodeId> nodes(ObjectNode body) {
        SortedSet<NodeId> nodes = new TreeSet<>();
        JsonNode value = body.get("node_id_list");
        if (value == null) {
            return nodes;
        }
        if (!value.isArray()) {
            throw wrong("node_id_list", "must be an array of strings");
        }
        for (JsonNode node : value) {
            if (!node.isTextual()) {
                throw wrong("node_id_list", "must be an array of strings");
            }
            nodes.add(NodeId.parse(node.textValue())
                    .orElseThrow(() -> wrong("node_id_list", "must hold node ids: 32 hex digits followed by no03")));
        }
        return nodes;
    }

    private static Compression compression(ObjectNode body) {
        return text(body, "compression")
                .map(text -> switch (text) {
                    case "none" -> Compression.NONE;
                    case "gzip" -> Compression.GZIP;
                    default -> throw wrong("compression", "must be none or gzip");
                })
                .orElse(Compression.NONE);
    }

    private static Optional<String> text(ObjectNode body, String field) {
        JsonNode value = body.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw wrong(field, "must be a string");
        }
        return Optional.of(value.textValue());
    }

    private static ApiException wrong(String field, String problem) {
        return ApiException.of(
                ErrorCode.BAD_PARAMETER, String.format(Locale.ROOT, "%s in the body %s.", field, problem));
    }
}
