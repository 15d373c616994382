package io.logferry.workflow.search;

import io.logferry.instance.Node;
import io.logferry.record.LogRecord;
import io.logferry.record.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The result of a search for the latest records. */
public sealed interface ErrorLogAnswer {
    /**
     * @param entries the newest first; {@link ReadErrorLog#MOST_ENTRIES} at most
     * @param searchedFrom if part of the range was not searched: the entries are complete from this time on; empty: they are the latest of the whole range
     * @param unreadNodes the nodes whose entries are missing
     * @param unrecognisedBytes bytes in which no record was recognised, or with a level no severity
     * @param takenAt when the search ended
     */
    record Found(
            List<Entry> entries,
            Optional<Instant> searchedFrom,
            List<UnreadNode> unreadNodes,
            long unrecognisedBytes,
            Instant takenAt)
            implements ErrorLogAnswer {
        public Found {
            entries = List.copyOf(entries);
            unreadNodes = List.copyOf(unreadNodes);
        }

        int weight() {
            return entries.stream().mapToInt(Entry::weight).sum();
        }
    }

    /** @param reason sentences for the caller; each command is on a separate line */
    record InstanceFaulty(String reason) implements ErrorLogAnswer {}

    /** The most searches that may run at once are running. */
    record Busy(Duration tryAfter) implements ErrorLogAnswer {}

    /**
     * One record of an instance's log.
     *
     * @param id opaque, unique within the instance, and the same for this record each time
     * @param severity empty if it has none, or one in a language that isn't known
     */
    public record Entry(String id, String nodeName, Instant time, Optional<Severity> severity, String content) {
        private static final int FIXED_BYTES = 300;

        /** The node is part of the ID, because a standby that was made by copying the primary also has its log files. */
        static Entry of(Node node, LogRecord record) {
            return new Entry(
                    node.id() + "-" + record.id(),
                    node.name(),
                    record.time().orElseThrow(),
                    record.severity(),
                    record.content());
        }

        /** About how many bytes of memory it takes. */
        int weight() {
            return FIXED_BYTES + Character.BYTES * content.length();
        }
    }

    /**
     * A node whose log is not in the answer.
     *
     * @param reason for the caller: what is wrong and what to do
     */
    public record UnreadNode(String nodeName, String reason) {}
}
