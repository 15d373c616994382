package io.logferry.workflow.search;

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
            List<ErrorLogEntry> entries,
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
            return entries.stream().mapToInt(ErrorLogEntry::weight).sum();
        }
    }

    /** @param reason sentences that may be told to the caller, commands on lines of their own */
    record InstanceFaulty(String reason) implements ErrorLogAnswer {}

    /** As many searches as may be are running. */
    record Busy(Duration tryAfter) implements ErrorLogAnswer {}
}
