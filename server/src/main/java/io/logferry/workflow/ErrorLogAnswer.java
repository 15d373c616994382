package io.logferry.workflow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a search for the latest records came to. */
public sealed interface ErrorLogAnswer {
    /**
     * @param entries the newest first; {@link ReadErrorLog#MOST_ENTRIES} at most
     * @param truncated not all of the range was searched
     * @param takenAt when the search ended
     */
    record Found(List<ErrorLogEntry> entries, boolean truncated, Instant takenAt) implements ErrorLogAnswer {
        public Found {
            entries = List.copyOf(entries);
        }

        int weight() {
            return entries.stream().mapToInt(ErrorLogEntry::weight).sum();
        }
    }

    /** @param reason sentences that may be told to the caller */
    record InstanceFaulty(String reason) implements ErrorLogAnswer {}

    /** As many searches as may be are running. */
    record Busy(Duration tryAfter) implements ErrorLogAnswer {}
}
