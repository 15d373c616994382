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
 * Returns the entries that are new since the last query. Records of a busy or briefly unreachable node may appear later
 * than their time, so each query starts some time before the newest entry, and ids show which entries were returned before.
 */
public final class Follow {
    /** How late a record may appear. */
    static final Duration OVERLAP = Duration.ofMinutes(2);

    /** Clocks of the service and its nodes may be ahead of this one. */
    public static final Duration AHEAD = Duration.ofHours(1);

    /** How far a query goes back at most: as far as this clock may be ahead of those of the service and its nodes. */
    static final Duration BACK = Duration.ofDays(1);

    private final RecentEntries recent;
    private final Optional<Severity> atLeast;
    private final Map<String, Instant> given = new HashMap<>();
    /** The time from which on the records of a node are missing, by its name. */
    private final Map<String, Instant> missing = new HashMap<>();

    private Instant from;

    /** @param from the start of the range of which every record is returned */
    public Follow(RecentEntries recent, Optional<Severity> atLeast, Instant from) {
        this.recent = recent;
        this.atLeast = atLeast;
        this.from = from;
    }

    /**
     * The new entries, oldest first.
     *
     * @param now the end of the range, with some room for clocks that are ahead
     */
    public Range next(Instant now) {
        Range range = caughtUp(recent.latest(from, now.plus(AHEAD), atLeast, Integer.MAX_VALUE), now);
        List<LogEntry> fresh = range.entries().stream()
                .filter(entry -> !given.containsKey(entry.id()))
                .toList();
        range.entries().forEach(entry -> given.put(entry.id(), instant(entry)));
        moveTo(seenUntil(range.entries(), now));
        return new Range(fresh, range.complete(), range.gaps());
    }

    /** When a node is read again, the query starts at the time from which on its records are missing. */
    private Range caughtUp(Range range, Instant now) {
        Map<String, String> unread = range.gaps().unreadNodes();
        Optional<Instant> back = missing.entrySet().stream()
                .filter(node -> !unread.containsKey(node.getKey()))
                .map(Map.Entry::getValue)
                .filter(from::isAfter)
                .min(Instant::compareTo)
                .map(since -> since.isBefore(now.minus(BACK)) ? now.minus(BACK) : since);
        Range whole = back.map(since -> recent.latest(since, now.plus(AHEAD), atLeast, Integer.MAX_VALUE))
                .orElse(range);
        Map<String, String> stillUnread = whole.gaps().unreadNodes();
        missing.keySet().retainAll(stillUnread.keySet());
        stillUnread.keySet().forEach(node -> missing.putIfAbsent(node, from));
        return whole;
    }

    /**
     * The time of the newest entry, but at most now: a node's clock may be ahead, and the other nodes' entries are
     * earlier. If nothing is found for long, the range does not grow until the service refuses it.
     */
    private static Instant seenUntil(List<LogEntry> entries, Instant now) {
        Instant longAgo = now.minus(BACK);
        return entries.stream()
                .map(Follow::instant)
                .max(Instant::compareTo)
                .map(newest -> newest.isBefore(now) ? newest : now)
                .filter(longAgo::isBefore)
                .orElse(longAgo);
    }

    private void moveTo(Instant until) {
        Instant start = until.minus(OVERLAP);
        if (start.isAfter(from)) {
            from = start;
            Instant needed = missing.values().stream()
                    .min(Instant::compareTo)
                    .filter(start::isAfter)
                    .orElse(start);
            Instant forgotten = needed.isBefore(until.minus(BACK)) ? until.minus(BACK) : needed;
            given.values().removeIf(time -> time.isBefore(forgotten.minusSeconds(1)));
        }
    }

    private static Instant instant(LogEntry entry) {
        return entry.time().toInstant(ZoneOffset.UTC);
    }
}
