package io.logferry.export;

import io.logferry.id.NodeId;
import io.logferry.record.Severity;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is asked for. Two requests of one instance are the same when these fields are: then they share one export.
 *
 * @param start records from then on (inclusive); empty: from the beginning
 * @param end records before then (exclusive); empty: up to now
 * @param level that severity and above; empty: all
 * @param nodes those nodes only; empty: all
 */
public record ExportRequest(
        Optional<Instant> start,
        Optional<Instant> end,
        Optional<Severity> level,
        SortedSet<NodeId> nodes,
        Compression compression) {
    /** What the page has: the whole log of every node. */
    public static final ExportRequest EVERYTHING =
            new ExportRequest(Optional.empty(), Optional.empty(), Optional.empty(), new TreeSet<>(), Compression.NONE);

    public ExportRequest {
        nodes = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
    }

    /** Whether only some records are wanted, rather than each node's whole log. */
    public boolean isFiltered() {
        return start.isPresent() || end.isPresent() || level.isPresent();
    }
}
