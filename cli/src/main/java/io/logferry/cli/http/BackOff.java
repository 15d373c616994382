package io.logferry.cli.http;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits that double, up to a quarter shorter at random, so that many callers don't come back at the same moment. */
public record BackOff(Duration first, Duration longest, RandomGenerator random) {
    private static final int MOST_DOUBLINGS = 20;

    /** @param attempt counted from 0 */
    public Duration before(int attempt) {
        long whole = Math.min(longest.toMillis(), first.toMillis() << Math.min(attempt, MOST_DOUBLINGS));
        return Duration.ofMillis(whole - random.nextLong(whole / 4 + 1));
    }
}
