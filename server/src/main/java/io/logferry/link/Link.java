package io.logferry.link;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A signed address of one export file: everybody who has it can download the file until it expires. */
public record Link(String url, Instant signedAt, Instant expiresAt) {
    /** The limit of signature version 4. */
    private static final Duration LONGEST = Duration.ofDays(7);

    @Override
    public String toString() {
        return "Link[expiresAt=" + expiresAt + "]";
    }

    /** The lifetime of links ({@code logferry.link.ttl}), in whole seconds, as in signatures. */
    static Duration lifetime(Duration ttl) {
        if (ttl.toSeconds() < 1 || ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("logferry.link.ttl is at least 1 second and at most 7 days");
        }
        return ttl.truncatedTo(ChronoUnit.SECONDS);
    }
}
