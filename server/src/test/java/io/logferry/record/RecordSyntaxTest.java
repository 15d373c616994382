package io.logferry.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            String word, String encoding, Severity severity) throws IOException {
        String line = "2026-11-24 08:15:03.922 UTC [7] " + word + ":  text\n";
        List<SplitRecords.Split> split = split("%m [%p] ", line.repeat(2).getBytes(Charset.forName(encoding)));
        assertThat(split)
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.severity()).isEqualTo(severity));
    }

    @Test
    void details_in_other_languages_belong_to_their_message() throws IOException {
        String prefix = "2026-11-24 08:15:03.922 UTC [7] ";
        String log = prefix + "FEHLER:  text\n" + prefix + "ZUSAMMENHANG:  text\n" + prefix + "REQUÊTE :  text\n"
                + prefix + "语句:  text\n";
        assertThat(split("%m [%p] ", log.getBytes(UTF_8))).hasSize(1);
    }

    @Test
    void records_under_an_earlier_prefix_are_still_records() throws IOException {
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

    @Test
    void a_torn_csv_record_spoils_nothing_after_it() throws IOException {
        String whole = CSV.formatted("ERROR", "relation \"\"x\"\" does not exist");
        String log = whole.substring(0, whole.length() / 2) + "\n" + whole.substring(0, whole.indexOf("does")) + "\n"
                + whole + whole;
        List<SplitRecords.Split> split =
                SplitRecords.of(new LogDialect(LogFormat.CSVLOG, "", "UTC"), List.of(log.getBytes(UTF_8)));
        assertThat(split.stream().skip(split.size() - 2L).map(record -> new String(record.bytes(), UTF_8)))
                .containsExactly(whole, whole);
    }

    @Test
    void a_csv_record_quoted_inside_another_is_none() throws IOException {
        String inner = CSV.formatted("PANIC", "forged").replace("\"", "\"\"");
        String closing = "\n2026-11-24 08:15:03.922 UTC,,,7,,6923e3a7.7,1,,2026-11-24 08:00:00 UTC,,0,PANIC,XX000,";
        String log = CSV.formatted("ERROR", "\n" + inner + closing) + CSV.formatted("LOG", "next");
        assertThat(SplitRecords.of(new LogDialect(LogFormat.CSVLOG, "", "UTC"), List.of(log.getBytes(UTF_8))))
                .map(SplitRecords.Split::severity)
                .containsExactly(Severity.ERROR, Severity.LOG);
    }

    @Test
    void the_hour_that_comes_twice_is_told_by_its_abbreviation() throws IOException {
        String log = "2026-10-25 02:30:00.000 CEST [7] LOG:  first\n2026-10-25 02:30:00.000 CET [7] LOG:  second\n";
        assertThat(SplitRecords.of(
                        new LogDialect(LogFormat.STDERR, "%m [%p] ", "Europe/Berlin"), List.of(log.getBytes(UTF_8))))
                .map(record -> Instant.ofEpochMilli(record.millis()).toString())
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z");
    }

    @Test
    void lines_before_the_first_record_are_kept_only_where_no_level_is_asked_for() throws IOException {
        byte[] log = "a library's line\n2026-11-24 08:15:03.922 UTC [7] ERROR:  text\n".getBytes(UTF_8);
        LogDialect dialect = new LogDialect(LogFormat.STDERR, "%m [%p] ", "UTC");
        RecordFilter level = new RecordFilter(Optional.empty(), Optional.empty(), Optional.of(Severity.DEBUG));
        RecordFilter time = new RecordFilter(Optional.of(Instant.EPOCH), Optional.empty(), Optional.empty());
        assertThat(new String(RecordPropertyTest.filtered(dialect, level, List.of(log)), UTF_8))
                .startsWith("2026");
        assertThat(RecordPropertyTest.filtered(dialect, time, List.of(log))).isEqualTo(log);
    }

    @Test
    void a_json_line_may_end_anywhere() throws IOException {
        LogDialect json = new LogDialect(LogFormat.JSONLOG, "", "UTC");
        String line =
                "{\"timestamp\":\"2026-11-24 08:15:03.922 UTC\",\"error_severity\",\"error_severity\":,\"message\":\"\\u00e9\"}";
        for (int end = 1; end <= line.length(); end++) {
            byte[] log = line.substring(0, end).getBytes(UTF_8);
            assertThat(SplitRecords.joined(json, log)).isEqualTo(log);
            assertThat(json.syntax().content(log, 0, log.length)).isNotNull();
        }
    }

    @Test
    void a_giant_record_is_passed_on_as_it_comes() throws IOException {
        long[] passedOn = {0};
        FilteredLog log = new FilteredLog(
                new LogDialect(LogFormat.STDERR, "%m [%p] ", "UTC"),
                new RecordFilter(Optional.empty(), Optional.empty(), Optional.of(Severity.ERROR)),
                bytes -> passedOn[0] += bytes.remaining());
        byte[] head = "2026-11-24 08:15:03.922 UTC [7] ERROR:  ".getBytes(UTF_8);
        log.beginFile();
        log.write(ByteBuffer.wrap(head));
        for (int chunk = 1; chunk <= 100; chunk++) {
            log.write(ByteBuffer.allocateDirect(64 * 1024));
            assertThat(passedOn[0]).isGreaterThan((chunk - 1) * 64 * 1024L);
        }
        log.finish();
        assertThat(passedOn[0]).isEqualTo(head.length + 100 * 64 * 1024L);
    }

    private static List<SplitRecords.Split> split(String prefix, byte[] log) throws IOException {
        return SplitRecords.of(new LogDialect(LogFormat.STDERR, prefix, "UTC"), List.of(log));
    }
}
