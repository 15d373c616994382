package io.logferry.cli.errorlog;

import io.logferry.cli.errorlog.RecentEntries.Range;
import io.logferry.cli.rds.LogEntry;
import io.logferry.cli.rds.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives what is new since the last look. Records of a busy or briefly unreachable node turn up later than their time
 * says, so each look goes back a while before the newest entry, and what was given already is known by its id.
 */
public final class Follow {
    /** How late a record may turn up. */
    static final Duration OVERLAP = Duration.ofMinutes(2);

    /** Clocks of the service and its nodes may be ahead of this one. */
    public static final Duration AHEAD = Duration.ofHours(1);

    private final RecentEntries recent;
    private final Optional<Severity> atLeast;
    private final Map<String, Instant> given = new HashMap<>();
    private Instant from;

    /** @param from the begin of the range in which nothing is to be missed */
    public Follow(RecentEntries recent, Optional<Severity> atLeast, Instant from) {
        this.recent = recent;
        this.atLeast = atLeast;
        this.from = from;
    }

    /**
     * What is new, oldest first.
     *
     * @param now the end of the range, with some room for clocks that are ahead
     */
    public Range next(Instant now) {
        Range range = recent.latest(from, now.plus(AHEAD), atLeast, Integer.MAX_VALUE);
        List<LogEntry> fresh = range.entries().stream()
                .filter(entry -> !given.containsKey(entry.id()))
                .toList();
        remember(range.entries());
        return new Range(fresh, range.complete());
    }

    private void remember(List<LogEntry> entries) {
        entries.forEach(entry -> given.put(entry.id(), instant(entry)));
        entries.stream().map(Follow::instant).max(Instant::compareTo).ifPresent(this::moveTo);
    }

    private void moveTo(Instant newest) {
        Instant start = newest.minus(OVERLAP);
        if (start.isAfter(from)) {
            from = start;
            given.values().removeIf(time -> time.isBefore(start.minusSeconds(1)));
        }
    }

    private static Instant instant(LogEntry entry) {
        return entry.time().toInstant(ZoneOffset.UTC);
    }
}
