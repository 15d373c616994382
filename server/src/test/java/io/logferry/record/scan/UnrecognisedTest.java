package io.logferry.record.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.record.LogRecord;
import io.logferry.record.Severity;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be recognised is counted, and records without a time still have one. */
class UnrecognisedTest {
    private static final LogDialect STDERR = new LogDialect(LogFormat.STDERR, "%m [%p] ", "UTC");
    private static final Instant EIGHT = Instant.parse("2026-11-24T08:00:00Z");
    private static final String GARBAGE = "a library's line\nand another\n";
    private static final String RECORD = "2026-11-24 08:00:%02d.000 UTC [7] ERROR:  text\n\tmore\nforeign\n";

    @Test
    void what_comes_before_the_first_record_of_each_file_is_counted() throws Exception {
        FilteredLog log = filter(STDERR);
        for (int file = 0; file < 2; file++) {
            log.beginFile(EIGHT);
            for (byte next : (GARBAGE + RECORD.formatted(1) + RECORD.formatted(2)).getBytes(UTF_8)) {
                log.write(ByteBuffer.wrap(new byte[] {next}));
            }
        }
        log.finish();
        assertThat(log.recordCount()).isEqualTo(4);
        assertThat(log.unrecognisedBytes()).isEqualTo(2L * GARBAGE.length());
        assertThat(log.byteCount()).isEqualTo(2L * (GARBAGE + RECORD + RECORD).length() - 4 * 2L);
        assertThat(log.unknownSeverityCount()).isZero();

        LatestRecords latest = latest(1000, 1 << 30);
        for (int file = 0; file < 2; file++) {
            latest.scan(memory(GARBAGE + RECORD.formatted(1) + RECORD.formatted(2), EIGHT), STDERR);
        }
        assertThat(latest.records()).hasSize(4);
        assertThat(latest.unrecognisedBytes()).isEqualTo(2L * GARBAGE.length());
        assertThat(latest.searchedFrom()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(LogFormat.class)
    void a_log_in_which_nothing_is_recognised_is_counted_whole(LogFormat format) throws Exception {
        LogDialect dialect = new LogDialect(format, "", "");
        String text = "pid=7,user=app ERROR:  relation \"x\" does not exist\n".repeat(10_000);
        FilteredLog log = filter(dialect);
        log.beginFile(EIGHT);
        log.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
        log.finish();
        assertThat(log.unrecognisedBytes()).isEqualTo(text.length()).isEqualTo(log.byteCount());
        assertThat(log.recordCount()).isZero();

        LatestRecords latest = latest(1000, 1 << 30);
        latest.scan(memory(text, EIGHT), dialect);
        assertThat(latest.records()).isEmpty();
        assertThat(latest.unrecognisedBytes()).isEqualTo(text.length());

        LatestRecords bounded = latest(1000, 100_000);
        bounded.scan(memory(text, EIGHT), dialect);
        assertThat(bounded.unrecognisedBytes()).isEqualTo(100_000);
        assertThat(bounded.searchedFrom()).contains(EIGHT.plusSeconds(3600));
    }

    /** The prefix was changed to one without a time, say. */
    @Test
    void lines_with_an_unknown_prefix_are_counted_even_after_a_record() throws Exception {
        String unreadable =
                "FATAL:  no prefix\npid=7,user=app ERROR:  relation \"x\" does not exist\npid=7,user=app STATEMENT:  SELECT\n";
        String text = GARBAGE + RECORD.formatted(1) + unreadable + "\tFROM x\n" + unreadable + RECORD.formatted(2)
                + unreadable;
        FilteredLog log = filter(STDERR);
        log.beginFile(EIGHT);
        log.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
        log.finish();
        assertThat(log.recordCount()).isEqualTo(2);
        assertThat(log.unrecognisedBytes()).isEqualTo(GARBAGE.length() + 3L * unreadable.length());
        LatestRecords latest = latest(1000, 1 << 30);
        latest.scan(memory(text, EIGHT), STDERR);
        assertThat(latest.unrecognisedBytes()).isEqualTo(GARBAGE.length() + 3L * unreadable.length());
    }

    @Test
    void records_of_an_unknown_severity_are_counted() throws Exception {
        FilteredLog log = filter(STDERR);
        log.beginFile(EIGHT);
        log.write(ByteBuffer.wrap(
                RECORD.replace("ERROR", "KESALAHAN").formatted(1).getBytes(UTF_8)));
        log.finish();
        assertThat(log.recordCount()).isEqualTo(1);
        assertThat(log.unknownSeverityCount()).isEqualTo(1);
        assertThat(log.unrecognisedBytes()).isZero();
    }

    @Test
    void a_log_without_times_has_the_time_of_its_file() throws Exception {
        LogDialect untimed = new LogDialect(LogFormat.STDERR, "pid=%p,user=%u ", "UTC");
        String log = "pid=7,user=app ERROR:  one\npid=7,user=app LOG:  two\npid=7,user=app ERROR:  three\n";
        LatestRecords latest = latest(1000, 1 << 30);
        assertThat(latest.scan(memory(log, EIGHT.plusSeconds(5)), untimed)).isTrue();
        latest.scan(memory(log, EIGHT.minusSeconds(5)), untimed);
        assertThat(latest.records())
                .allSatisfy(record -> assertThat(record.time()).contains(EIGHT.plusSeconds(5)))
                .map(LogRecord::content)
                .containsExactly("three", "two", "one");
        LatestRecords most = latest(2, 1 << 30);
        assertThat(most.scan(memory(log, EIGHT), untimed)).isFalse();
        assertThat(most.records()).map(LogRecord::content).containsExactly("three", "two");
        assertThat(most.isTruncated()).isFalse();
    }

    /** A busy server writes on between the end of the range, which is now, and the look at its file. */
    @Test
    void a_log_without_times_that_is_being_written_is_shown_at_the_end_of_the_range() throws Exception {
        LogDialect untimed = new LogDialect(LogFormat.STDERR, "pid=%p,user=%u ", "UTC");
        Instant end = EIGHT.plusSeconds(3600);
        for (Instant modified : List.of(end, end.plusSeconds(3), end.plusSeconds(59))) {
            LatestRecords latest = latest(1000, 1 << 30);
            latest.scan(memory("pid=7,user=app ERROR:  one\n", modified), untimed);
            assertThat(latest.records()).singleElement().satisfies(record -> {
                assertThat(record.content()).isEqualTo("one");
                assertThat(record.time()).contains(end.minusMillis(1));
            });
            assertThat(latest.isTruncated()).isFalse();
        }
    }

    @Test
    void a_log_without_times_that_was_written_long_after_the_range_makes_no_silently_empty_answer() throws Exception {
        LogDialect untimed = new LogDialect(LogFormat.STDERR, "pid=%p,user=%u ", "UTC");
        Instant end = EIGHT.plusSeconds(3600);
        LatestRecords latest = latest(1000, 1 << 30);
        latest.scan(memory("pid=7,user=app ERROR:  one\n", end.plusSeconds(7200)), untimed);
        assertThat(latest.records()).isEmpty();
        assertThat(latest.searchedFrom()).contains(end);

        LatestRecords unwanted = level(Severity.PANIC);
        unwanted.scan(memory("pid=7,user=app ERROR:  one\n", end.plusSeconds(7200)), untimed);
        assertThat(unwanted.isTruncated()).as("nothing of that level").isFalse();
        LatestRecords older = latest(1000, 1 << 30);
        older.scan(memory("pid=7,user=app ERROR:  one\n", EIGHT.minusSeconds(1)), untimed);
        assertThat(older.isTruncated()).as("all of it is older").isFalse();
    }

    @Test
    void records_of_an_unknown_severity_are_counted_if_a_level_is_asked_for() throws Exception {
        String known = RECORD.formatted(1);
        String unknown = known.replace("ERROR", "KESALAHAN");
        String later = unknown.replace("08:00", "09:30");
        LatestRecords latest = level(Severity.ERROR);
        latest.scan(memory(known + unknown + later, EIGHT.plusSeconds(9000)), STDERR);
        assertThat(latest.records()).hasSize(1);
        assertThat(latest.unrecognisedBytes()).as("of the range alone").isEqualTo(unknown.length());
        LatestRecords all = latest(1000, 1 << 30);
        all.scan(memory(known + unknown, EIGHT), STDERR);
        assertThat(all.records()).hasSize(2);
        assertThat(all.unrecognisedBytes()).isZero();

        LogDialect untimed = new LogDialect(LogFormat.STDERR, "pid=%p,user=%u ", "UTC");
        String line = "pid=7,user=app KESALAHAN:  one\n";
        LatestRecords inTime = level(Severity.ERROR);
        inTime.scan(memory(line, EIGHT.plusSeconds(1)), untimed);
        assertThat(inTime.unrecognisedBytes()).isEqualTo(line.length());
        LatestRecords written = level(Severity.ERROR);
        written.scan(memory(line, EIGHT.plusSeconds(9000)), untimed);
        assertThat(written.isTruncated()).isTrue();
    }

    @Test
    void records_without_a_time_are_filtered_by_the_time_of_their_file() throws Exception {
        LogDialect untimed = new LogDialect(LogFormat.STDERR, "pid=%p,user=%u ", "UTC");
        Instant end = EIGHT.plusSeconds(3600);
        StringBuilder kept = new StringBuilder();
        RecordFilter hour = new RecordFilter(Optional.of(EIGHT), Optional.of(end), Optional.empty());
        FilteredLog log = new FilteredLog(untimed, hour, bytes -> kept.append(UTF_8.decode(bytes)));
        List<Instant> files =
                List.of(EIGHT.minusMillis(1), EIGHT, end.minusMillis(1), end.plusSeconds(3), end.plusSeconds(60));
        for (Instant modified : files) {
            log.beginFile(modified);
            log.write(ByteBuffer.wrap(("pid=7,user=app ERROR:  " + modified + "\n").getBytes(UTF_8)));
        }
        log.finish();
        assertThat(kept.toString().lines())
                .containsExactly(files.subList(1, 4).stream()
                        .map(modified -> "pid=7,user=app ERROR:  " + modified)
                        .toArray(String[]::new));
        assertThat(log.keptByFileTime()).isEqualTo(3);
        assertThat(log.leftOutByFileTime()).isEqualTo(1);
    }

    /** Of what isn't a record nobody can say when it was written, only that it was not after its file's last change. */
    @Test
    void the_first_lines_of_a_file_do_not_have_the_time_of_the_previous_file_s_last_record() throws Exception {
        StringBuilder kept = new StringBuilder();
        RecordFilter hour =
                new RecordFilter(Optional.of(EIGHT), Optional.of(EIGHT.plusSeconds(3600)), Optional.empty());
        FilteredLog log = new FilteredLog(STDERR, hour, bytes -> kept.append(UTF_8.decode(bytes)));
        String before = "2026-11-24 07:00:00.000 UTC [7] LOG:  before\n";
        String within = "2026-11-24 08:00:01.000 UTC [7] LOG:  within\n";
        log.beginFile(EIGHT.minusSeconds(60));
        log.write(ByteBuffer.wrap(("garbage\n" + before).getBytes(UTF_8)));
        log.beginFile(EIGHT.plusSeconds(9000));
        log.write(ByteBuffer.wrap((GARBAGE + within).getBytes(UTF_8)));
        log.finish();
        assertThat(kept).hasToString(GARBAGE + within);
        assertThat(log.leftOutByFileTime()).isZero();
    }

    private static LatestRecords level(Severity level) {
        return new LatestRecords(EIGHT, EIGHT.plusSeconds(3600), Optional.of(level), 1000, 1 << 30);
    }

    @Test
    void a_log_without_times_that_is_larger_than_the_budget_is_shown_as_far_as_it_was_read() throws Exception {
        LogDialect untimed = new LogDialect(LogFormat.STDERR, "pid=%p,user=%u ", "UTC");
        String log = "pid=7,user=app ERROR:  one\n".repeat(1000);
        LatestRecords latest = latest(2000, log.length() / 2);
        latest.scan(memory(log, EIGHT), untimed);
        assertThat(latest.records()).hasSizeBetween(499, 501);
        assertThat(latest.isTruncated()).isTrue();
        String long_ = "pid=7,user=app ERROR:  " + "x".repeat(20_000) + "\n";
        LatestRecords full = latest(2000, 1 << 30);
        full.scan(memory(long_.repeat(1000), EIGHT), untimed);
        assertThat(full.records()).hasSizeBetween(400, 600);
        assertThat(full.isTruncated()).isTrue();
    }

    /** Without a session the prefix stops before its time. */
    @Test
    void a_record_without_a_time_has_the_time_of_the_record_before_it() throws Exception {
        LogDialect dialect = new LogDialect(LogFormat.STDERR, "[%p] %q%m ", "UTC");
        String log = "[1] LOG:  first\n[7] 2026-11-24 08:00:01.000 UTC LOG:  in\n[1] ERROR:  with it\n[1] ERROR:  too\n"
                + "[7] 2026-11-24 09:00:01.000 UTC LOG:  after\n[1] ERROR:  after\n";
        LatestRecords latest = latest(1000, 1 << 30);
        latest.scan(memory(log, EIGHT.minusSeconds(1)), dialect);
        assertThat(latest.records())
                .allSatisfy(record -> assertThat(record.time()).contains(EIGHT.plusSeconds(1)))
                .map(LogRecord::content)
                .containsExactly("too", "with it", "in");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void a_truncated_search_has_read_every_record_from_searched_from_on(int everyMillis) throws Exception {
        StringBuilder log = new StringBuilder();
        int count = 3_000;
        for (int at = 0; at < count; at++) {
            Instant time = EIGHT.plusMillis(everyMillis * (long) (at % 2 == 0 ? at : at - 20));
            log.append(time.toString().replace('T', ' '));
            log.setLength(log.length() - 1);
            log.append(time.getNano() == 0 ? ".000 UTC [7] LOG:  x\n" : " UTC [7] LOG:  x\n");
        }
        LatestRecords latest = latest(5000, log.length() / 2);
        assertThat(latest.scan(memory(log.toString(), EIGHT), STDERR)).isFalse();
        Instant from = latest.searchedFrom().orElseThrow();
        long expected = java.util.stream.IntStream.range(0, count)
                .mapToObj(at -> EIGHT.plusMillis(everyMillis * (long) (at % 2 == 0 ? at : at - 20)))
                .filter(time -> !time.isBefore(from))
                .count();
        assertThat(latest.records().stream()
                        .filter(record -> !record.time().orElseThrow().isBefore(from)))
                .hasSize((int) expected);
        assertThat(expected).as("of what was read, nearly all").isBetween(1300L, 1500L);
    }

    @Test
    void a_file_that_is_left_out_bounds_the_searched_time_even_if_older_files_are_read() throws Exception {
        StringBuilder log = new StringBuilder();
        for (int second = 0; second < 1000; second++) {
            log.append("2026-11-24 08:%02d:%02d.000 UTC [7] LOG:  x\n".formatted(20 + second / 60, second % 60));
        }
        LatestRecords latest = latest(5000, 1 << 30);
        latest.scan(memory(log.toString(), EIGHT), STDERR);
        assertThat(latest.isTruncated()).isFalse();
        latest.leaveOut();
        latest.scan(memory(RECORD.formatted(1), EIGHT), STDERR);
        latest.leaveOut();
        assertThat(latest.records()).hasSize(1001);
        assertThat(latest.isTruncated()).isTrue();
        assertThat(latest.searchedFrom().orElseThrow())
                .isBetween(EIGHT.plusSeconds(20 * 60), EIGHT.plusSeconds(20 * 60 + 100));
    }

    @Test
    void single_wrong_times_neither_end_a_search_nor_cut_the_range() throws Exception {
        StringBuilder log = new StringBuilder();
        for (int second = 0; second < 3600; second++) {
            boolean strange = second % 50 == 7;
            String day = strange ? (second % 100 == 7 ? "2020-01-01" : "2031-01-01") : "2026-11-24";
            log.append("%s 08:%02d:%02d.000 UTC [7] LOG:  %s\n"
                    .formatted(day, second / 60, second % 60, "x".repeat(1500)));
        }
        LatestRecords latest =
                new LatestRecords(EIGHT.plusSeconds(600), EIGHT.plusSeconds(1200), Optional.empty(), 5000, 1 << 30);
        latest.scan(memory(log.toString(), EIGHT), STDERR);
        assertThat(latest.records()).hasSize(600 - 12);
        assertThat(latest.isTruncated()).isFalse();
    }

    private static FilteredLog filter(LogDialect dialect) {
        RecordFilter errors = new RecordFilter(Optional.empty(), Optional.empty(), Optional.of(Severity.ERROR));
        return new FilteredLog(
                dialect, errors, bytes -> assertThat(bytes.hasRemaining()).isTrue());
    }

    private static LatestRecords latest(int most, long budget) {
        return new LatestRecords(EIGHT, EIGHT.plusSeconds(3600), Optional.empty(), most, budget);
    }

    private static InMemory memory(String text, Instant modified) {
        byte[] bytes = text.getBytes(UTF_8);
        return new InMemory(bytes, modified);
    }
}
