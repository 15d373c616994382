package io.logferry.cli.errorlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.logferry.cli.errorlog.RecentEntries.Range;
import io.logferry.cli.rds.ErrorLogPage;
import io.logferry.cli.rds.Gaps;
import io.logferry.cli.rds.LogEntry;
import io.logferry.cli.rds.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FollowTest {
    private static final LocalDateTime START = LocalDateTime.parse("2026-11-24T08:00:00");
    private static final int MOST = 20;
    private static final int PAGE = 5;

    /** A log that answers as docs/api.md says: newest first, the latest MOST of a query, in pages. */
    private static final class Log {
        private final List<LogEntry> entries = new ArrayList<>();
        private Gaps gaps = Gaps.NONE;

        void add(int second, String level) {
            add(second, level, "node0");
        }

        void add(int second, String level, String node) {
            String id = "e" + entries.size();
            entries.add(new LogEntry(
                    id, START.plusSeconds(second), level, node, id, JsonNodeFactory.instance.objectNode()));
        }

        private static int number(LogEntry entry) {
            return Integer.parseInt(entry.id().substring(1));
        }

        long at(int second) {
            return entries.stream()
                    .filter(entry -> entry.time().equals(START.plusSeconds(second)))
                    .count();
        }

        ErrorLogPage page(Instant start, Instant end, Optional<Severity> level, int page) {
            List<LogEntry> newestFirst = entries.stream()
                    .filter(entry ->
                            !instant(entry).isBefore(start) && instant(entry).isBefore(end))
                    .filter(entry -> !gaps.unreadNodes().containsKey(entry.nodeName()))
                    .filter(entry ->
                            level.isEmpty() || Severity.of(entry.level()).equals(level))
                    .sorted(Comparator.comparing(LogEntry::time)
                            .thenComparing(Log::number)
                            .reversed())
                    .limit(MOST)
                    .toList();
            int from = Math.min(newestFirst.size(), (page - 1) * PAGE);
            int to = Math.min(newestFirst.size(), page * PAGE);
            return new ErrorLogPage(newestFirst.subList(from, to), newestFirst.size(), gaps);
        }
    }

    private final Log log = new Log();
    private final RecentEntries recent = new RecentEntries(log::page, MOST);

    private static Instant instant(LogEntry entry) {
        return entry.time().toInstant(ZoneOffset.UTC);
    }

    private static Instant second(int second) {
        return START.plusSeconds(second).toInstant(ZoneOffset.UTC);
    }

    private static List<String> ids(Range range) {
        return range.entries().stream().map(LogEntry::id).toList();
    }

    @Test
    void more_records_than_a_query_returns_are_read_with_earlier_ends() {
        for (int second = 0; second < 95; second++) {
            log.add(second, "LOG");
        }
        Range all = recent.latest(second(0), second(1000), Optional.empty(), Integer.MAX_VALUE);
        assertThat(ids(all)).isEqualTo(log.entries.stream().map(LogEntry::id).toList());
        assertThat(all.complete()).isTrue();
    }

    @Test
    void the_latest_records_are_returned_and_marked_as_incomplete() {
        for (int second = 0; second < 95; second++) {
            log.add(second, "LOG");
        }
        Range few = recent.latest(second(0), second(1000), Optional.empty(), 3);
        assertThat(ids(few)).containsExactly("e92", "e93", "e94");
        assertThat(few.complete()).isFalse();
    }

    @Test
    void rare_errors_are_found_among_many_log_lines() {
        log.add(0, "ERROR");
        log.add(1, "FATAL");
        for (int second = 2; second < 300; second++) {
            log.add(second, "LOG");
        }
        Range errors = recent.latest(second(0), second(1000), Optional.of(Severity.ERROR), 100);
        assertThat(ids(errors)).containsExactly("e0", "e1");
        assertThat(errors.complete()).isTrue();
    }

    @Test
    void from_log_upwards_debug_is_omitted() {
        log.add(0, "DEBUG1");
        log.add(1, "LOG");
        log.add(2, "NOTE");
        assertThat(ids(recent.latest(second(0), second(9), Optional.of(Severity.LOG), 100)))
                .containsExactly("e1", "e2");
        assertThat(ids(recent.latest(second(0), second(9), Optional.of(Severity.NOTICE), 100)))
                .containsExactly("e2");
    }

    @Test
    void a_second_with_more_records_than_a_query_returns_is_skipped_and_reported() {
        log.add(4, "LOG");
        for (int entry = 0; entry < 3 * MOST; entry++) {
            log.add(5, "LOG");
        }
        log.add(6, "LOG");
        Range range = recent.latest(second(0), second(1000), Optional.empty(), Integer.MAX_VALUE);
        assertThat(ids(range)).contains("e0", "e61");
        assertThat(range.complete()).isFalse();
    }

    @Test
    void records_found_before_do_not_count_for_the_limit() {
        for (int entry = 0; entry < 10; entry++) {
            log.add(4, "LOG");
        }
        for (int entry = 0; entry < 15; entry++) {
            log.add(5, "LOG");
        }
        for (int entry = 0; entry < 15; entry++) {
            log.add(6, "LOG");
        }
        Range latest = recent.latest(second(0), second(1000), Optional.empty(), 25);
        assertThat(ids(latest))
                .containsExactlyElementsOf(
                        log.entries.subList(15, 40).stream().map(LogEntry::id).toList());
    }

    @Test
    void an_empty_range_does_not_grow_forever() {
        List<Instant> starts = new ArrayList<>();
        RecentEntries quiet = new RecentEntries(
                (start, end, level, page) -> {
                    starts.add(start);
                    return new ErrorLogPage(List.of(), 0, Gaps.NONE);
                },
                MOST);
        Follow follow = new Follow(quiet, Optional.empty(), second(0));
        Instant now = second(0);
        for (int day = 0; day < 40; day++) {
            now = now.plus(Duration.ofDays(1));
            follow.next(now);
        }
        assertThat(starts.getLast()).isAfter(now.minus(Duration.ofDays(3)));
    }

    @Test
    void a_node_whose_clock_is_ahead_hides_no_record_of_another() {
        Follow follow = new Follow(recent, Optional.empty(), second(0));
        log.add(1600, "LOG");
        assertThat(ids(follow.next(second(1000)))).containsExactly("e0");
        log.add(1001, "LOG");
        assertThat(ids(follow.next(second(1002)))).containsExactly("e1");
    }

    @Property(tries = 100)
    void no_record_is_lost_or_returned_twice(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int looks) {
        Log log = new Log(); // a new one for each try
        RecentEntries recent = new RecentEntries(log::page, MOST);
        Random random = new Random(seed);
        Follow follow = new Follow(recent, Optional.empty(), second(0));
        List<String> given = new ArrayList<>();
        int clock = 0;
        for (int look = 0; look < looks; look++) {
            clock += random.nextInt(1, 30);
            for (int burst = random.nextInt(60); burst > 0; burst--) {
                int late = (int) (random.nextDouble() * Math.min(clock, Follow.OVERLAP.toSeconds() / 2));
                if (log.at(clock - late) < MOST - 1) { // the API can't return more of one second
                    log.add(clock - late, "LOG");
                }
            }
            given.addAll(ids(follow.next(second(clock))));
        }
        assertThat(given).doesNotHaveDuplicates();
        assertThat(given)
                .containsExactlyInAnyOrderElementsOf(
                        log.entries.stream().map(LogEntry::id).toList());
    }

    @Test
    void a_node_that_is_back_after_an_hour_returns_its_records_and_the_others_none_twice() {
        log.add(0, "LOG", "node0");
        log.add(1, "LOG", "node1");
        Follow follow = new Follow(recent, Optional.empty(), second(0));
        assertThat(ids(follow.next(second(5)))).containsExactly("e0", "e1");
        log.gaps = new Gaps(Map.of("node1", "down"), false, Optional.empty(), 0);
        for (int second = 10; second < 3610; second += 400) {
            log.add(second, "LOG", "node0");
            log.add(second + 1, "ERROR", "node1");
            Range range = follow.next(second(second + 5));
            assertThat(range.gaps().unreadNodes()).containsKey("node1");
            assertThat(range.entries()).extracting(LogEntry::nodeName).containsExactly("node0");
        }
        log.gaps = Gaps.NONE;
        Range back = follow.next(second(3620));
        assertThat(back.gaps().isNone()).isTrue();
        assertThat(back.entries()).extracting(LogEntry::nodeName).hasSize(9).containsOnly("node1");
        assertThat(follow.next(second(3622)).entries()).isEmpty();
    }

    @Test
    void earlier_gaps_do_not_matter_for_the_latest_records() {
        for (int second = 0; second < 10; second++) {
            log.add(second, "LOG");
        }
        log.gaps = new Gaps(Map.of(), true, Optional.of(second(5)), 0);
        assertThat(recent.latest(second(0), second(100), Optional.empty(), 3)
                        .gaps()
                        .truncated())
                .isFalse();
        assertThat(recent.latest(second(0), second(100), Optional.empty(), 100).gaps())
                .isEqualTo(log.gaps);
    }
}
