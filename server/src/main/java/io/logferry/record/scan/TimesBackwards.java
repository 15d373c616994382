package io.logferry.record.scan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The times of records that are read from the end backwards. Times go back a little now and then, because many processes write a log, and some
 * are wrong (a clock was set, the zone was another). So only {@value #AGREEING} records together show where the search is, never one.
 */
final class TimesBackwards {
    static final int AGREEING = 100;

    private static final long SECOND = 1000;

    private final Instant older;
    private final long[] latest = new long[AGREEING];
    private int count;
    private int olderInARow;

    /**
     * @param start of the range
     * @param disorder by which a record may be older than those before it
     */
    TimesBackwards(Instant start, Duration disorder) {
        this.older = start.isBefore(Instant.MIN.plus(disorder)) ? Instant.MIN : start.minus(disorder);
    }

    void add(long millis) {
        latest[count % AGREEING] = millis;
        count = count == 2 * AGREEING - 1 ? AGREEING : count + 1;
        olderInARow = Instant.ofEpochMilli(millis).isBefore(older) ? Math.min(AGREEING, olderInARow + 1) : 0;
    }

    /** Whether all records before these are older than the range. */
    boolean passedStart() {
        return olderInARow == AGREEING;
    }

    /**
     * The time from which on all records were read: after the newest of the last ones, because the next may be as new. Empty if too few
     * records were read.
     */
    Optional<Instant> completeFrom() {
        if (count < AGREEING) {
            return Optional.empty();
        }
        long newest = Long.MIN_VALUE;
        for (long millis : latest) {
            newest = Math.max(newest, millis);
        }
        long unit = newest % SECOND == 0 ? SECOND : 1; // times may be in whole seconds
        return Optional.of(Instant.ofEpochMilli(newest + unit));
    }
}
