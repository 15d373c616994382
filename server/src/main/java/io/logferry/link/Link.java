package io.logferry.link;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A signed address of one export file: whoever holds it may download until it expires. */
public record Link(String url, Instant signedAt, Instant expiresAt) {
    /** Version 4 takes no more. */
    private static final Duration LONGEST = Duration.ofDays(7);

    @Override
    public String toString() {
        return "Link[expiresAt=" + expiresAt + "]";
    }

    /** In whole seconds, as signatures have it. */
    static Duration lifetime(Duration ttl) {
        if (ttl.toSeconds() < 1 || ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("logferry.link.ttl is at least 1 second and at most 7 days");
        }
        return ttl.truncatedTo(ChronoUnit.SECONDS);
    }
}
