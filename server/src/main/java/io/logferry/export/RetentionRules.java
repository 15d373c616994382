package io.logferry.export;

import java.time.Duration;
import java.time.Instant;

/**
 * How long files are kept: for {@code retention} after the export's end, or for {@code superseded} after its last link has expired if a newer export of
 * the same request has succeeded; and always until the last link has expired, which is in the export's row.
 */
public record RetentionRules(Duration retention, Duration superseded) {
    /** A link is valid to the end of its last second, and the clocks of replicas differ a little. */
    private static final Duration LEEWAY = Duration.ofSeconds(10);

    /** Links that expire before this time are certainly invalid now. */
    static Instant linksAreDeadThatLivedUntil(Instant now) {
        return now.minus(LEEWAY);
    }
}
