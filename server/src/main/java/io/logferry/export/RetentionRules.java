package io.logferry.export;

import java.time.Duration;
import java.time.Instant;

/**
 * How long files are kept: for {@code retention} from the export's end, and never less than the life of the last link that was signed, which the
 * export's row knows; once a newer export of the same request has succeeded, the older one's files go when its last link has been dead for
 * {@code superseded}.
 */
public record RetentionRules(Duration retention, Duration superseded) {
    /** A link lives to the end of its last second, and replicas' clocks differ a little. */
    private static final Duration LEEWAY = Duration.ofSeconds(10);

    /** No link lives any more that was signed to live until before then. */
    static Instant linksAreDeadThatLivedUntil(Instant now) {
        return now.minus(LEEWAY);
    }
}
