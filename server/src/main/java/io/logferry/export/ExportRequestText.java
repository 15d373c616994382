package io.logferry.export;

import io.logferry.export.ExportRequest.Compression;
import io.logferry.id.NodeId;
import io.logferry.record.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The text of a request in the state database, beside the kind of the export: {@code name=value} pairs in a fixed order, separated by {@code ;}, without
 * the fields that are empty. Equal requests have equal texts, so one unique index keeps two exports of one request from running at once.
 */
final class ExportRequestText {
    private ExportRequestText() {}

    static String of(ExportRequest request) {
        List<String> parts = new ArrayList<>();
        request.start().ifPresent(start -> parts.add("start=" + start));
        request.end().ifPresent(end -> parts.add("end=" + end));
        request.level().ifPresent(level -> parts.add("level=" + level));
        if (!request.nodes().isEmpty()) {
            parts.add("nodes=" + request.nodes().stream().map(NodeId::value).collect(Collectors.joining(",")));
        }
        if (request.compression() != Compression.NONE) {
            parts.add("compression=" + request.compression());
        }
        return String.join(";", parts);
    }

    static ExportRequest parse(ExportKind kind, String text) {
        Map<String, String> parts = new TreeMap<>();
        for (String part : text.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return new ExportRequest(
                kind,
                Optional.ofNullable(parts.get("start")).map(Instant::parse),
                Optional.ofNullable(parts.get("end")).map(Instant::parse),
                Optional.ofNullable(parts.get("level")).map(Severity::valueOf),
                nodes(parts.getOrDefault("nodes", "")),
                Compression.valueOf(parts.getOrDefault("compression", Compression.NONE.name())));
    }

    private static SortedSet<NodeId> nodes(String text) {
        SortedSet<NodeId> nodes = new TreeSet<>();
        for (String node : text.split(",", -1)) {
            if (!node.isEmpty()) {
                nodes.add(new NodeId(node));
            }
        }
        return nodes;
    }
}
