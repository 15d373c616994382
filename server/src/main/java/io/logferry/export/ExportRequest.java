package io.logferry.export;

import io.logferry.id.NodeId;
import io.logferry.record.Severity;
import io.logferry.record.scan.RecordFilter;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a caller asks for. Requests of one instance with the same fields share one export.
 *
 * @param kind which log
 * @param start records from this time on (inclusive); empty: from the beginning
 * @param end records before this time (exclusive); empty: up to now
 * @param level this severity and above; empty: all
 * @param nodes only these nodes; empty: all
 */
public record ExportRequest(
        ExportKind kind,
        Optional<Instant> start,
        Optional<Instant> end,
        Optional<Severity> level,
        SortedSet<NodeId> nodes,
        Compression compression) {
    public ExportRequest {
        nodes = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
    }

    /** The whole log of every node. */
    public static ExportRequest everything(ExportKind kind) {
        return new ExportRequest(
                kind, Optional.empty(), Optional.empty(), Optional.empty(), new TreeSet<>(), Compression.NONE);
    }

    /** Which records of the log to export. */
    public RecordFilter records() {
        return kind.records(this);
    }

    /** Whether only some records are exported. */
    public boolean isFiltered() {
        return !records().keepsAll();
    }

    /** How an export file is compressed. */
    public enum Compression {
        NONE,
        GZIP
    }
}
