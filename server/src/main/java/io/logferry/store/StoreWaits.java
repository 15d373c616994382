package io.logferry.store;

import io.logferry.retry.Patience;
import java.time.Duration;

/** How long the requests of one upload, some of them side by side, waited for a store that was out of reach. */
final class StoreWaits {
    private Duration longest = Duration.ZERO;
    private int faults;

    synchronized void add(Patience.Waiting waiting) {
        faults += waiting.faults();
        longest = waiting.waited().compareTo(longest) > 0 ? waiting.waited() : longest;
    }

    /** One was not sent to its end. */
    synchronized void addBroken() {
        faults++;
    }

    /** Whether any had to be sent again, so that nobody knows what the store has made of the one before. */
    synchronized boolean any() {
        return faults > 0;
    }

    /** Of the request that waited longest. */
    synchronized Duration longest() {
        return longest;
    }
}
