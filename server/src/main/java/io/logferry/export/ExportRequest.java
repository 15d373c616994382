package io.logferry.export;

import io.logferry.id.NodeId;
import io.logferry.record.Severity;
import io.logferry.record.scan.RecordFilter;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is asked for. Two requests of one instance are the same when these fields are: then they share one export.
 *
 * @param kind which log
 * @param start records from then on (inclusive); empty: from the beginning
 * @param end records before then (exclusive); empty: up to now
 * @param level that severity and above; empty: all
 * @param nodes those nodes only; empty: all
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

    /** That kind's whole log of every node. */
    public static ExportRequest everything(ExportKind kind) {
        return new ExportRequest(
                kind, Optional.empty(), Optional.empty(), Optional.empty(), new TreeSet<>(), Compression.NONE);
    }

    /** Which records of the log are wanted. */
    public RecordFilter records() {
        return kind.records(this);
    }

    /** Whether only some records are wanted, rather than each node's whole log. */
    public boolean isFiltered() {
        return !records().keepsAll();
    }

    /** How an export file is packed. */
    public enum Compression {
        NONE,
        GZIP
    }
}
