package io.logferry.link;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** How long links are valid: {@code logferry.link.ttl}. */
final class LinkLifetime {
    /** Version 4 takes no more. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private LinkLifetime() {}

    /** In whole seconds, as signatures have it. */
    static Duration of(Duration ttl) {
        if (ttl.toSeconds() < 1 || ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("logferry.link.ttl is at least 1 second and at most 7 days");
        }
        return ttl.truncatedTo(ChronoUnit.SECONDS);
    }
}
