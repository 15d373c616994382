package io.logferry.record.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.record.Severity;
import io.logferry.record.syntax.RecordSyntax;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases that have a name; what is common is in {@link RecordPropertyTest}. */
class RecordSyntaxTest {
    private static final String CSV =
            "2026-11-24 08:15:03.922 UTC,\"app\",\"shop\",7,\"[local]\",6923e3a7.7,1,\"SELECT\","
                    + "2026-11-24 08:00:00 UTC,3/17,0,%s,42P01,\"%s\",,,,,,,,,\"psql\",\"client backend\",,0\n";

    @ParameterizedTest
    @CsvSource({
        "FEHLER, UTF-8, ERROR", "ERREUR, ISO-8859-1, ERROR", "KESALAHAN, UTF-8, ", "ОШИБКА, KOI8-R, ERROR",
        "ПРЕДУПРЕЖДЕНИЕ, windows-1251, WARNING", "致命错误, GB2312, FATAL", "警告, UTF-8, WARNING", "오류, EUC-KR, ERROR",
        "BŁĄD, ISO-8859-2, ERROR", "DEBUG5, UTF-8, DEBUG"
    })
    void levels_of_other_languages_are_known_in_the_encodings_of_servers(
            String word, String encoding, Severity severity) throws Exception {
        String line = "2026-11-24 08:15:03.922 UTC [7] " + word + ":  text\n";
        List<SplitRecords.Split> split = split("%m [%p] ", line.repeat(2).getBytes(Charset.forName(encoding)));
        assertThat(split)
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.severity()).isEqualTo(severity));
    }

    @Test
    void details_in_other_languages_belong_to_their_message() throws Exception {
        String prefix = "2026-11-24 08:15:03.922 UTC [7] ";
        String log = prefix + "FEHLER:  text\n" + prefix + "ZUSAMMENHANG:  text\n" + prefix + "REQUÊTE :  text\n"
                + prefix + "语句:  text\n";
        assertThat(split("%m [%p] ", log.getBytes(UTF_8))).hasSize(1);
    }

    @Test
    void records_under_an_earlier_prefix_are_still_records() throws Exception {
        String log = "2026-11-24 08:15:03 UTC:10.0.0.5(5123):app@shop:[7]:ERROR:  one\n"
                + "[7] 2026-11-24 08:15:04 UTC WARNING:  two\n"
                + "2026-11-24 08:15:05.000 UTC [7] LOG:  three\n";
        List<SplitRecords.Split> split = split("%m [%p] ", log.getBytes(UTF_8));
        assertThat(split)
                .map(SplitRecords.Split::severity)
                .containsExactly(Severity.ERROR, Severity.WARNING, Severity.LOG);
        assertThat(split)
                .map(record -> Instant.ofEpochMilli(record.millis()).toString())
                .containsExactly("2026-11-24T08:15:03Z", "2026-11-24T08:15:04Z", "2026-11-24T08:15:05Z");
    }

    /** The abbreviation is read only as far as a label or the next field fits. */
    @ParameterizedTest
    @CsvSource({
        "%t, 2026-06-15 14:00:00 CESTERROR:  x, Europe/Berlin, 2026-06-15T12:00:00Z",
        "%t, 2026-06-15 14:00:00 CESTFEHLER:  x, Europe/Berlin, 2026-06-15T12:00:00Z",
        "%t, 2026-06-15 14:00:00 MSKОШИБКА:  x, Europe/Moscow, 2026-06-15T11:00:00Z",
        "%t, 2026-06-15 14:00:00 CESTERROR:  x, '', 2026-06-15T12:00:00Z",
        "%m, 2026-06-15 14:00:00.123 +03ERROR:  x, Europe/Istanbul, 2026-06-15T11:00:00.123Z",
        "%m, 2026-06-15 14:00:00.123 -0330ERROR:  x, '', 2026-06-15T17:30:00.123Z",
        "%m, 2026-06-15 14:00:00.123 <+03>ERROR:  x, <+03>-3, 2026-06-15T11:00:00.123Z",
        "%m, 2026-06-15 14:00:00.123 GMTERROR:  x, Europe/Berlin, 2026-06-15T14:00:00.123Z",
        "%m, 2026-06-15 14:00:00.123 XYZERROR:  x, Europe/Berlin, 2026-06-15T12:00:00.123Z",
        "%s, 2026-06-15 14:00:00 ISTERROR:  x, Asia/Kolkata, 2026-06-15T08:30:00Z",
        "[%p] %t, [7] 2026-06-15 14:00:00 UTCERROR:  x, UTC, 2026-06-15T14:00:00Z",
        "%t%q [%p], 2026-06-15 14:00:00 CESTERROR:  x, Europe/Berlin, 2026-06-15T12:00:00Z",
        "%t%q %u , 2026-06-15 14:00:00 CEST app ERROR:  x, Europe/Berlin, 2026-06-15T12:00:00Z",
        "%m%u, 2026-06-15 14:00:00.000 CESTappERROR:  x, Europe/Berlin, 2026-06-15T12:00:00Z",
        "%m%p, 2026-06-15 14:00:00.000 +034711ERROR:  x, Europe/Istanbul, 2026-06-15T11:00:00Z",
        "%-20t, 2026-06-15 14:00:00 CESTERROR:  x, Europe/Berlin, 2026-06-15T12:00:00Z",
        "%-28t, 2026-06-15 14:00:00 CEST    ERROR:  x, Europe/Berlin, 2026-06-15T12:00:00Z",
        "'', 2026-06-15 14:00:00 CESTERROR:  x, Europe/Berlin, 2026-06-15T12:00:00Z",
        "'', 2026-06-15 14:00:00 CESTERROR:  x, '', 2026-06-15T12:00:00Z",
        "'', 2026-06-15 14:00:00 XYZERROR:  x, '', 2026-06-15T14:00:00Z",
        "'', 2026-06-15 14:00:00 +03ERROR:  x, '', 2026-06-15T11:00:00Z",
        "'', 2026-06-15 14:00:00 MSKОШИБКА:  x, '', 2026-06-15T11:00:00Z",
        "'', 1795075873.562 [7] ERROR:  x, '', 2026-11-19T08:11:13.562Z",
        "'', app@shop 1795075873.562ERROR:  x, '', 2026-11-19T08:11:13.562Z",
        "'', app 2026-06-10 14:00:00 UTC|7|2026-06-15 14:00:00 UTCERROR:  x, '', 2026-06-15T14:00:00Z",
        "'', 2026-06-15 14:00:00.500 UTC [7] since 2026-06-10 14:00:00 UTC ERROR:  x, '', 2026-06-15T14:00:00.500Z",
        "'', 2026-06-15 14:00:00 UTC [7] since 2026-06-10 14:00:00 UTC ERROR:  x, '', 2026-06-15T14:00:00Z",
        "'%m [%p] ', 2026-06-15 14:00:00 CESTERROR:  at 2027-01-01 00:00:00 UTC LOG:  y, '', 2026-06-15T12:00:00Z"
    })
    void a_time_ends_where_a_label_or_the_next_field_begins(String prefix, String line, String zone, Instant time)
            throws Exception {
        byte[] log = (line + "\n\tand more\n" + line + "\n").getBytes(UTF_8);
        assertThat(SplitRecords.of(new LogDialect(LogFormat.STDERR, prefix, zone), List.of(log)))
                .hasSize(2)
                .allSatisfy(record -> {
                    assertThat(record.severity()).isEqualTo(Severity.ERROR);
                    assertThat(Instant.ofEpochMilli(record.millis())).isEqualTo(time);
                });
    }

    @ParameterizedTest
    @EnumSource(LogFormat.class)
    void a_record_begins_after_the_zeros_of_a_power_loss_wherever_they_stand(LogFormat format) throws Exception {
        String record = switch (format) {
            case STDERR -> "2026-11-24 08:15:03.922 UTC [7] ERROR:  text\n";
            case CSVLOG -> CSV.formatted("ERROR", "text");
            case JSONLOG ->
                "{\"timestamp\":\"2026-11-24 08:15:03.922 UTC\",\"pid\":7,\"error_severity\":\"ERROR\",\"message\":\"text\"}\n";
        };
        for (int torn = 0; torn <= record.length(); torn++) {
            String log = record + record.substring(0, torn) + "\0".repeat(20_000) + record + record;
            LogDialect dialect = new LogDialect(format, "%m [%p] ", "UTC");
            List<SplitRecords.Split> split = SplitRecords.of(dialect, List.of(log.getBytes(UTF_8)));
            assertThat(split.stream().map(one -> new String(one.bytes(), UTF_8)).skip(split.size() - 2))
                    .as("torn after %d bytes", torn)
                    .containsExactly(record, record);
            assertThat(split.getFirst().bytes()).startsWith(record.getBytes(UTF_8));
        }
    }

    /** Those of parallel workers; the message is what a user's function raises. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "\"\"\"\"", ",", ", x", "\n", "\n, x", "\r\n", "\",\"", ",\"\"\n,"})
    void csv_records_without_a_session_begin_whatever_their_message_is(String quoted) throws Exception {
        String message = quoted.equals("\",\"") ? "\"\",\"\"" : quoted;
        String worker = "2026-11-24 08:15:03.922 UTC,,,%d,,6923e3a7.7,1,,2026-11-24 08:00:00 UTC,4/6,0,%s,00000,\""
                + message + "\",,,,,,,,,\"\",\"parallel worker\",4711,0\n";
        String log = worker.formatted(1, "LOG") + worker.formatted(2, "ERROR") + worker.formatted(3, "LOG");
        assertThat(SplitRecords.of(new LogDialect(LogFormat.CSVLOG, "", "UTC"), List.of(log.getBytes(UTF_8))))
                .map(SplitRecords.Split::severity)
                .containsExactly(Severity.LOG, Severity.ERROR, Severity.LOG);
    }

    @Test
    void carriage_returns_of_a_file_from_windows_are_not_shown() throws Exception {
        String log =
                "2026-11-24 08:15:03.922 UTC [7] ERROR:  one\r\n\ttwo\r\n2026-11-24 08:15:03.922 UTC [7] HINT:  three\r\n";
        String csv = CSV.formatted("ERROR", "one\r\ntwo").replaceFirst("\n$", "\r\n");
        assertThat(content(LogFormat.STDERR, log)).isEqualTo("one\ntwo\nHINT:  three");
        assertThat(content(LogFormat.CSVLOG, csv)).isEqualTo("one\ntwo");
        assertThat(content(LogFormat.CSVLOG, CSV.formatted("ERROR", "one\r\ntwo")))
                .as("a user's own")
                .isEqualTo("one\r\ntwo");
    }

    private static String content(LogFormat format, String log) {
        byte[] bytes = log.getBytes(UTF_8);
        return RecordSyntax.of(new LogDialect(format, "%m [%p] ", "UTC")).content(bytes, 0, bytes.length);
    }

    @Test
    void a_torn_csv_record_spoils_nothing_after_it() throws Exception {
        String whole = CSV.formatted("ERROR", "relation \"\"x\"\" does not exist");
        String log = whole.substring(0, whole.length() / 2) + "\n" + whole.substring(0, whole.indexOf("does")) + "\n"
                + whole + whole;
        List<SplitRecords.Split> split =
                SplitRecords.of(new LogDialect(LogFormat.CSVLOG, "", "UTC"), List.of(log.getBytes(UTF_8)));
        assertThat(split.stream().skip(split.size() - 2L).map(record -> new String(record.bytes(), UTF_8)))
                .containsExactly(whole, whole);
    }

    @Test
    void a_csv_record_quoted_inside_another_is_not_a_record() throws Exception {
        String inner = CSV.formatted("PANIC", "forged").replace("\"", "\"\"");
        String closing = "\n2026-11-24 08:15:03.922 UTC,,,7,,6923e3a7.7,1,,2026-11-24 08:00:00 UTC,,0,PANIC,XX000,";
        String log = CSV.formatted("ERROR", "\n" + inner + closing) + CSV.formatted("LOG", "next");
        assertThat(SplitRecords.of(new LogDialect(LogFormat.CSVLOG, "", "UTC"), List.of(log.getBytes(UTF_8))))
                .map(SplitRecords.Split::severity)
                .containsExactly(Severity.ERROR, Severity.LOG);
    }

    @Test
    void the_abbreviation_decides_in_the_hour_that_comes_twice() throws Exception {
        String log = "2026-10-25 02:30:00.000 CEST [7] LOG:  first\n2026-10-25 02:30:00.000 CET [7] LOG:  second\n";
        assertThat(SplitRecords.of(
                        new LogDialect(LogFormat.STDERR, "%m [%p] ", "Europe/Berlin"), List.of(log.getBytes(UTF_8))))
                .map(record -> Instant.ofEpochMilli(record.millis()).toString())
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z");
    }

    @Test
    void lines_before_the_first_record_are_kept_only_if_no_level_is_asked_for() throws Exception {
        byte[] log = "a library's line\n2026-11-24 08:15:03.922 UTC [7] ERROR:  text\n".getBytes(UTF_8);
        LogDialect dialect = new LogDialect(LogFormat.STDERR, "%m [%p] ", "UTC");
        RecordFilter level = new RecordFilter(Optional.empty(), Optional.empty(), Optional.of(Severity.DEBUG));
        RecordFilter time = new RecordFilter(Optional.of(Instant.EPOCH), Optional.empty(), Optional.empty());
        assertThat(new String(RecordPropertyTest.filtered(dialect, level, Instant.EPOCH, List.of(log)), UTF_8))
                .startsWith("2026");
        assertThat(RecordPropertyTest.filtered(dialect, time, Instant.EPOCH, List.of(log)))
                .isEqualTo(log);
    }

    @Test
    void a_json_line_may_end_anywhere() throws Exception {
        LogDialect json = new LogDialect(LogFormat.JSONLOG, "", "UTC");
        String line =
                "{\"timestamp\":\"2026-11-24 08:15:03.922 UTC\",\"error_severity\",\"error_severity\":,\"message\":\"\\u00e9\"}";
        for (int end = 1; end <= line.length(); end++) {
            byte[] log = line.substring(0, end).getBytes(UTF_8);
            assertThat(SplitRecords.joined(json, log)).isEqualTo(log);
            assertThat(RecordSyntax.of(json).content(log, 0, log.length)).isNotNull();
        }
    }

    @Test
    void a_giant_record_is_passed_on_as_it_comes() throws Exception {
        long[] passedOn = {0};
        FilteredLog log = new FilteredLog(
                new LogDialect(LogFormat.STDERR, "%m [%p] ", "UTC"),
                new RecordFilter(Optional.empty(), Optional.empty(), Optional.of(Severity.ERROR)),
                bytes -> passedOn[0] += bytes.remaining());
        byte[] head = "2026-11-24 08:15:03.922 UTC [7] ERROR:  ".getBytes(UTF_8);
        log.beginFile(Instant.EPOCH);
        log.write(ByteBuffer.wrap(head));
        for (int chunk = 1; chunk <= 100; chunk++) {
            log.write(ByteBuffer.allocateDirect(64 * 1024));
            assertThat(passedOn[0]).isGreaterThan((chunk - 1) * 64 * 1024L);
        }
        log.finish();
        assertThat(passedOn[0]).isEqualTo(head.length + 100 * 64 * 1024L);
    }

    private static List<SplitRecords.Split> split(String prefix, byte[] log) throws Exception {
        return SplitRecords.of(new LogDialect(LogFormat.STDERR, prefix, "UTC"), List.of(log));
    }
}
