package io.logferry.record.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.record.BackwardBytes;
import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.record.LogRecord;
import io.logferry.record.Severity;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LatestRecordsTest {
    private static final LogDialect DIALECT = new LogDialect(LogFormat.STDERR, "%m [%p] ", "UTC");
    private static final Instant EIGHT = Instant.parse("2026-11-24T08:00:00Z");
    private static final int MANY = 1 << 30;

    /** One record a second from eight o'clock on; each tenth is an ERROR. */
    private static InMemory hour() {
        StringBuilder log = new StringBuilder("a line of a library\n");
        for (int second = 0; second < 3600; second++) {
            String time = "2026-11-24 08:%02d:%02d.000 UTC [7] ".formatted(second / 60, second % 60);
            String level = second % 10 == 0 ? "ERROR" : "LOG";
            log.append(time + level + ":  message " + second + "\n" + time + "STATEMENT:  SELECT\n\t" + second + "\n");
        }
        return new InMemory(log.toString().getBytes(UTF_8));
    }

    @Test
    void the_latest_of_the_range_and_level_come_first() throws IOException {
        LatestRecords latest =
                search(EIGHT.plusSeconds(100), EIGHT.plusSeconds(140), Optional.of(Severity.ERROR), 100, MANY);
        assertThat(latest.scan(hour(), DIALECT)).isTrue();
        assertThat(latest.records())
                .map(LogRecord::content)
                .containsExactly(
                        "message 130\nSTATEMENT:  SELECT\n130",
                        "message 120\nSTATEMENT:  SELECT\n120",
                        "message 110\nSTATEMENT:  SELECT\n110",
                        "message 100\nSTATEMENT:  SELECT\n100");
        assertThat(latest.isTruncated()).isFalse();
    }

    @Test
    void no_more_records_than_asked_for_are_read() throws IOException {
        LatestRecords latest = search(EIGHT, Instant.MAX, Optional.empty(), 3, MANY);
        assertThat(latest.scan(hour(), DIALECT))
                .as("whether older files are needed")
                .isFalse();
        assertThat(latest.records())
                .map(LogRecord::time)
                .containsExactly(
                        Optional.of(EIGHT.plusSeconds(3599)),
                        Optional.of(EIGHT.plusSeconds(3598)),
                        Optional.of(EIGHT.plusSeconds(3597)));
        assertThat(latest.isTruncated()).isFalse();
    }

    @Test
    void a_search_ends_where_the_log_is_older_than_the_range() throws IOException {
        LatestRecords latest = search(EIGHT.plusSeconds(3000), Instant.MAX, Optional.empty(), 5000, MANY);
        assertThat(latest.scan(hour(), DIALECT)).isFalse();
        assertThat(latest.records()).hasSize(600);
    }

    /** With {@code %s} alone a record has the time at which its process began, which says nothing of the records around it. */
    @Test
    void the_times_when_sessions_began_neither_end_a_search_nor_bound_a_range() throws IOException {
        String longAgo = "2026-10-01 08:00:00 UTC [1] LOG:  checkpoint complete\n";
        String now = "2026-11-24 08:00:0%d UTC [%d] LOG:  session " + "x".repeat(2000) + "\n";
        String tomorrow = "2026-11-25 08:00:00 UTC [9] LOG:  later\n";
        StringBuilder log = new StringBuilder();
        for (int session = 0; session < 1000; session++) {
            log.append(session % 2 == 0 ? tomorrow : longAgo).append(now.formatted(session % 10, session));
        }
        log.append(longAgo).append(tomorrow);
        LatestRecords latest = search(EIGHT, EIGHT.plusSeconds(60), Optional.empty(), 5000, MANY);
        assertThat(latest.scan(
                        new InMemory(log.toString().getBytes(UTF_8)),
                        new LogDialect(LogFormat.STDERR, "%s [%p] ", "UTC")))
                .as("whether older files may hold wanted records, too")
                .isTrue();
        assertThat(latest.records()).hasSize(1000);
    }

    @Test
    void all_files_share_one_budget_and_the_result_says_when_it_is_used_up() throws IOException {
        InMemory file = hour();
        LatestRecords latest = search(EIGHT, Instant.MAX, Optional.of(Severity.PANIC), 10, file.size() + 1000);
        assertThat(latest.scan(file, DIALECT)).isTrue();
        assertThat(latest.isTruncated()).isFalse();
        assertThat(latest.scan(file, DIALECT)).isFalse();
        assertThat(latest.isTruncated()).isTrue();
    }

    @Test
    void a_very_long_record_shows_its_beginning() throws IOException {
        String text = "x".repeat(10 << 20);
        InMemory file = new InMemory(("2026-11-24 08:00:00.000 UTC [7] LOG:  " + text + "\n").getBytes(UTF_8));
        LatestRecords latest = search(EIGHT, Instant.MAX, Optional.empty(), 10, MANY);
        latest.scan(file, DIALECT);
        assertThat(latest.records())
                .singleElement()
                .satisfies(record -> assertThat(record.content())
                        .startsWith("xxx")
                        .endsWith("x …")
                        .hasSizeBetween(16_000, 17_000));
    }

    @Test
    void the_end_of_a_large_file_is_found_without_reading_the_rest() throws IOException {
        InMemory end = hour();
        long size = 10L << 30;
        BackwardBytes huge = new BackwardBytes() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public Instant modified() {
                return Instant.EPOCH;
            }

            @Override
            public byte[] read(long offset, int length) {
                long from = offset - (size - end.size());
                return from < 0 ? new byte[length] : Arrays.copyOfRange(end.bytes(), (int) from, (int) from + length);
            }
        };
        LatestRecords latest = search(EIGHT, Instant.MAX, Optional.empty(), 1000, 256 * 1024);
        latest.scan(huge, DIALECT);
        assertThat(latest.records()).hasSize(1000);
        assertThat(latest.isTruncated()).isFalse();
    }

    @Test
    void what_was_written_after_the_range_is_not_read() throws IOException {
        Instant end = EIGHT.plusSeconds(1000);
        Counted log = new Counted(days());
        LatestRecords latest = search(EIGHT, end, Optional.empty(), 10, MANY);
        latest.scan(log, DIALECT);
        assertThat(latest.records()).map(LogRecord::time).first().isEqualTo(Optional.of(end.minusSeconds(1)));
        assertThat(latest.records()).hasSize(10);
        assertThat(log.read).isLessThan(4 << 20);
    }

    @Test
    void a_range_that_is_over_before_the_file_begins_gives_nothing() throws IOException {
        Counted log = new Counted(days());
        LatestRecords latest = search(EIGHT.minusSeconds(100), EIGHT, Optional.empty(), 10, MANY);
        assertThat(latest.scan(log, DIALECT)).isTrue();
        assertThat(latest.records()).isEmpty();
        assertThat(log.read).isLessThan(4 << 20);
    }

    @Test
    void a_search_that_takes_too_long_ends_and_the_result_says_so() throws IOException {
        AtomicLong nanos = new AtomicLong();
        LatestRecords latest = new LatestRecords(EIGHT, Instant.MAX, Optional.of(Severity.PANIC), 10, MANY, nanos::get);
        nanos.addAndGet(20_000_000_000L);
        assertThat(latest.scan(hour(), DIALECT)).isFalse();
        assertThat(latest.isTruncated()).isTrue();
    }

    @Test
    void many_long_records_end_a_search_before_they_fill_the_memory() throws IOException {
        String record = "2026-11-24 08:00:00.000 UTC [7] LOG:  " + "x".repeat(20_000) + "\n";
        LatestRecords latest = search(EIGHT, Instant.MAX, Optional.empty(), 2000, MANY);
        assertThat(latest.scan(new InMemory(record.repeat(1000).getBytes(UTF_8)), DIALECT))
                .isFalse();
        assertThat(latest.records()).hasSizeBetween(400, 600);
        assertThat(latest.isTruncated()).isTrue();
    }

    @Test
    void the_csv_record_that_is_being_written_is_left_out() throws IOException {
        String head =
                "2026-11-24 08:00:00.000 UTC,\"a\",\"b\",7,\"[local]\",6744.1,%d,\"idle\",2026-11-24 07:00:00 UTC,3/1,0,";
        String first = head.formatted(1)
                + "LOG,00000,\"one \"\"line\"\"\n\nand more\",,,,,,,,,\"psql\",\"client backend\",,0\n";
        String torn = head.formatted(2) + "ERROR,22012,\"the first of\nseveral \"\"lines\"\"\n";
        LogDialect csv = new LogDialect(LogFormat.CSVLOG, "", "UTC");
        assertThat(WholeRecords.end(memory(first + torn), csv)).isEqualTo(first.length());
        assertThat(WholeRecords.end(
                        memory(first + torn + "end\",,,,,,,,,\"psql\",\"client backend\",,0\n" + torn), csv))
                .isGreaterThan(first.length() + torn.length());
        assertThat(WholeRecords.end(memory(first.repeat(1000)), csv)).isEqualTo(1000L * first.length());
        assertThat(WholeRecords.end(memory(first.repeat(1000) + torn), csv)).isEqualTo(1000L * first.length());
        assertThat(WholeRecords.end(memory(torn), csv)).isZero();
        assertThat(WholeRecords.end(memory(""), csv)).isZero();
        String stderr = "2026-11-24 08:00:00.000 UTC [7] LOG:  a \" quote\n";
        assertThat(WholeRecords.end(memory(stderr), DIALECT)).isEqualTo(stderr.length());
    }

    /** 30 hours of records, about 20 MB: the hour's, again and again with later hours. */
    private static InMemory days() {
        String hour = new String(hour().bytes(), UTF_8);
        StringBuilder days = new StringBuilder(hour);
        for (int i = 9; i < 40; i++) {
            String later = "2026-11-%02d %02d:".formatted(24 + i / 24, i % 24);
            days.append(hour.replace("2026-11-24 08:", later));
        }
        return new InMemory(days.toString().getBytes(UTF_8));
    }

    private static InMemory memory(String text) {
        return new InMemory(text.getBytes(UTF_8));
    }

    /** Counts the bytes that are read of a log. */
    private static final class Counted implements BackwardBytes {
        private final InMemory log;
        private long read;

        Counted(InMemory log) {
            this.log = log;
        }

        @Override
        public long size() {
            return log.size();
        }

        @Override
        public Instant modified() {
            return log.modified();
        }

        @Override
        public byte[] read(long offset, int length) {
            read += length;
            return log.read(offset, length);
        }
    }

    private static LatestRecords search(Instant start, Instant end, Optional<Severity> level, int most, long budget) {
        return new LatestRecords(start, end, level, most, budget);
    }
}
