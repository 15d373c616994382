package io.logferry.cli.errorlog;

import io.logferry.cli.rds.ErrorLogPage;
import io.logferry.cli.rds.Gaps;
import io.logferry.cli.rds.LogEntry;
import io.logferry.cli.rds.Severity;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Reads a time range of the error log with any number of entries: a query returns only the latest 2000, so the rest is
 * requested with an earlier end.
 */
public final class RecentEntries {
    /** One page of a query; {@code Rds::errorLog} with the instance filled in. */
    @FunctionalInterface
    public interface Query {
        ErrorLogPage page(Instant start, Instant end, Optional<Severity> level, int page);
    }

    /**
     * @param entries oldest first
     * @param complete whether these are all entries of the range that the service searched
     * @param gaps what the service did not search of the requested range
     */
    public record Range(List<LogEntry> entries, boolean complete, Gaps gaps) {}

    private final Query query;
    private final int mostOfAQuery;

    /** @param mostOfAQuery the most entries that a query returns */
    public RecentEntries(Query query, int mostOfAQuery) {
        this.query = query;
        this.mostOfAQuery = mostOfAQuery;
    }

    /**
     * The latest entries of a range.
     *
     * @param atLeast this severity and higher
     * @param most the most entries to return
     */
    public Range latest(Instant start, Instant end, Optional<Severity> atLeast, int most) {
        List<Range> ranges = queriedLevels(atLeast).stream()
                .map(level -> latestOf(start, end, level, atLeast, most))
                .toList();
        List<LogEntry> newestFirst = new ArrayList<>();
        ranges.forEach(range -> newestFirst.addAll(range.entries()));
        newestFirst.sort((one, other) -> other.time().compareTo(one.time())); // stable: keeps the order within a query
        boolean complete = newestFirst.size() <= most && ranges.stream().allMatch(Range::complete);
        List<LogEntry> latest = new ArrayList<>(newestFirst.subList(0, Math.min(most, newestFirst.size())));
        Collections.reverse(latest);
        Gaps gaps = ranges.stream().map(Range::gaps).reduce(Gaps.NONE, Gaps::and);
        boolean enough = latest.size() >= most && !latest.isEmpty();
        return new Range(
                latest,
                complete,
                enough ? gaps.wholeSince(second(latest.getFirst().time())) : gaps);
    }

    /**
     * The API's filter takes exactly one level. For LOG and below, one query asks for all levels and this class filters;
     * above, each level has its own query, so that rare errors are found among many log lines.
     */
    private static List<Optional<Severity>> queriedLevels(Optional<Severity> atLeast) {
        return atLeast.filter(level -> level.isAtLeast(Severity.INFO))
                .map(level -> Stream.of(Severity.values())
                        .filter(severity -> severity.isAtLeast(level))
                        .map(Optional::of)
                        .toList())
                .orElse(List.of(Optional.empty()));
    }

    private Range latestOf(
            Instant start, Instant end, Optional<Severity> queried, Optional<Severity> atLeast, int most) {
        Map<String, LogEntry> found = new LinkedHashMap<>();
        boolean complete = true;
        Gaps gaps = Gaps.NONE;
        Instant until = end;
        while (true) {
            Batch batch = batch(
                    start,
                    until,
                    queried,
                    most - found.size(),
                    entry -> isWanted(entry, atLeast) && !found.containsKey(entry.id()));
            int before = found.size();
            batch.entries().stream()
                    .filter(entry -> isWanted(entry, atLeast))
                    .forEach(entry -> found.putIfAbsent(entry.id(), entry));
            gaps = gaps.and(batch.gaps());
            if (batch.isWhole() || found.size() >= most) {
                return new Range(List.copyOf(found.values()), complete && batch.isWhole(), gaps);
            }
            // Requests the second of the oldest entry again, because the limit may have cut it in two.
            Instant next = second(batch.entries().getLast().time()).plusSeconds(1);
            if (found.size() == before && !next.isBefore(until)) {
                complete = false; // one second has more entries than a query returns: skip the rest of them
                next = next.minusSeconds(1);
            }
            if (!next.isAfter(start)) {
                return new Range(List.copyOf(found.values()), complete, gaps);
            }
            until = next;
        }
    }

    private static boolean isWanted(LogEntry entry, Optional<Severity> atLeast) {
        return atLeast.flatMap(least -> Severity.of(entry.level()).map(level -> level.isAtLeast(least)))
                .orElse(true);
    }

    private static Instant second(LocalDateTime time) {
        return time.toInstant(ZoneOffset.UTC);
    }

    /** The result of one query. */
    private record Batch(List<LogEntry> entries, boolean isWhole, Gaps gaps) {}

    /** @param isNew whether an entry counts for the limit */
    private Batch batch(Instant start, Instant end, Optional<Severity> level, int wanted, Predicate<LogEntry> isNew) {
        List<LogEntry> entries = new ArrayList<>();
        Gaps gaps = Gaps.NONE;
        for (int page = 1; ; page++) {
            ErrorLogPage answer = query.page(start, end, level, page);
            gaps = gaps.and(answer.gaps());
            entries.addAll(answer.entries());
            long useful = entries.stream().filter(isNew).count();
            boolean last = answer.entries().isEmpty() || entries.size() >= answer.total();
            if (last || useful >= wanted) {
                boolean whole = last && (entries.isEmpty() || answer.total() < mostOfAQuery);
                return new Batch(entries, whole, gaps);
            }
        }
    }
}
