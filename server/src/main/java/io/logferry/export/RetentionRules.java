package io.logferry.export;

import java.time.Duration;
import java.time.Instant;

/**
 * How long files are kept: for {@code retention} from the export's end, and never less than the life of the last link that was signed; once a
 * newer export of the same request has succeeded, the older one's files go when its last link has been dead for {@code superseded}.
 */
public record RetentionRules(Duration retention, Duration linkTtl, Duration superseded) {
    /** A link is signed a moment after that is noted, it lives to the end of its last second, and replicas' clocks differ a little. */
    private static final Duration LEEWAY = Duration.ofSeconds(10);

    /** No link lives any more that was noted as signed before then. */
    Instant linksAreDeadSignedBefore(Instant now) {
        return now.minus(linkTtl).minus(LEEWAY);
    }
}
