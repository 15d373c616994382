package io.logferry.workflow.request;

import io.logferry.export.Export;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether an export still answers its request, or a new one is due ("Calling again" in docs/api.md). It does while it runs, until its result has
 * been delivered once, and for a while after that: {@code reuseFor} if it succeeded, {@link #FAILURE_HOLDS_FOR} if it failed.
 */
public record ExportCurrency(Duration reuseFor) {
    /** So that a caller in a loop doesn't start one failing export after the other. */
    static final Duration FAILURE_HOLDS_FOR = Duration.ofSeconds(30);

    /** The largest difference between the clocks of two replicas. */
    private static final Duration CLOCKS_DIFFER_BY = Duration.ofSeconds(10);

    boolean isCurrent(Export export, Instant now) {
        if (export.withdrawn()) {
            return false;
        }
        Duration holds = switch (export.state()) {
            case Export.Running running -> Duration.ZERO;
            case Export.Succeeded succeeded -> reuseFor;
            case Export.Failed failed -> FAILURE_HOLDS_FOR;
        };
        return export.isRunning()
                || export.deliveredAt().map(at -> isWithin(holds, at, now)).orElse(true);
    }

    /** A delivery that is further in the future was recorded before the clock was set back: it doesn't count. */
    private static boolean isWithin(Duration holds, Instant delivered, Instant now) {
        return now.isBefore(delivered.plus(holds))
                && now.isAfter(delivered.minus(holds).minus(CLOCKS_DIFFER_BY));
    }
}
