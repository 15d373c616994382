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

    /** How far a look goes back at most: as far as this clock may be ahead of the service's and its nodes'. */
    static final Duration BACK = Duration.ofDays(1);

    private final RecentEntries recent;
    private final Optional<Severity> atLeast;
    private final Map<String, Instant> given = new HashMap<>();
    /** From when on the records of a node are missing, by its name. */
    private final Map<String, Instant> missing = new HashMap<>();

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
        Range range = caughtUp(recent.latest(from, now.plus(AHEAD), atLeast, Integer.MAX_VALUE), now);
        List<LogEntry> fresh = range.entries().stream()
                .filter(entry -> !given.containsKey(entry.id()))
                .toList();
        range.entries().forEach(entry -> given.put(entry.id(), instant(entry)));
        moveTo(seenUntil(range.entries(), now));
        return new Range(fresh, range.complete(), range.gaps());
    }

    /** A node that was not read for a while and is now has records of meanwhile: they are looked for from where it went away. */
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
     * The time of the newest entry; of a node whose clock is ahead only up to now, because the other nodes' entries are
     * earlier. Where nothing is found for long, the range still doesn't grow until the service refuses it.
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
