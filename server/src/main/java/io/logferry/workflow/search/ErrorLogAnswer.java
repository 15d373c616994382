package io.logferry.workflow.search;

import io.logferry.instance.Node;
import io.logferry.record.LogRecord;
import io.logferry.record.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a search for the latest records came to. */
public sealed interface ErrorLogAnswer {
    /**
     * @param entries the newest first; {@link ReadErrorLog#MOST_ENTRIES} at most
     * @param searchedFrom not all of the range was looked at: from then on the entries are complete; empty: they are the latest of all of it
     * @param unreadNodes those whose entries are missing
     * @param unrecognisedBytes bytes looked at in which no record, or with a level not its severity, could be recognised
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

    /** @param reason sentences that may be told to the caller, commands on lines of their own */
    record InstanceFaulty(String reason) implements ErrorLogAnswer {}

    /** As many searches as may be are running. */
    record Busy(Duration tryAfter) implements ErrorLogAnswer {}

    /**
     * One record of an instance's log.
     *
     * @param id opaque, unique within the instance, and the same for this record each time
     * @param severity empty where it has none, or one in a language that isn't known
     */
    public record Entry(String id, String nodeName, Instant time, Optional<Severity> severity, String content) {
        private static final int FIXED_BYTES = 300;

        /** The node is part of the id, because a standby that was made by copying the master has its log files, too. */
        static Entry of(Node node, LogRecord record) {
            return new Entry(
                    node.id() + "-" + record.id(),
                    node.name(),
                    record.time().orElseThrow(),
                    record.severity(),
                    record.content());
        }

        /** Bytes of memory, roughly. */
        int weight() {
            return FIXED_BYTES + Character.BYTES * content.length();
        }
    }

    /**
     * A node whose log is not in an answer.
     *
     * @param reason for the caller: what is wrong and what to do
     */
    public record UnreadNode(String nodeName, String reason) {}
}
