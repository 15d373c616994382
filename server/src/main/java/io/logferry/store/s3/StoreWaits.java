package io.logferry.store.s3;

import io.logferry.retry.Patience;
import java.time.Duration;

/** How long the requests of one upload waited for a store that could not be reached; several may wait at once. */
final class StoreWaits {
    private Duration longest = Duration.ZERO;
    private int faults;

    synchronized void add(Patience.Waiting waiting) {
        faults += waiting.faults();
        longest = waiting.waited().compareTo(longest) > 0 ? waiting.waited() : longest;
    }

    /** A request was not sent to its end. */
    synchronized void addBroken() {
        faults++;
    }

    /** Whether a request had to be sent again: then nobody knows whether the store carried out the first one. */
    synchronized boolean any() {
        return faults > 0;
    }

    /** How long the request waited that waited longest. */
    synchronized Duration longest() {
        return longest;
    }
}
