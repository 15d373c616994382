package io.logferry.source.listing;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.Page;
import io.logferry.record.LogFormat;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogNamesTest {
    @ParameterizedTest
    @CsvSource({
        "postgresql-%Y-%m-%d_%H%M%S.log, postgresql-2026-11-24_081500.log",
        "postgresql-%a.log,              postgresql-Tue.log",
        "postgresql-%A.log,              postgresql-Tuesday.log",
        "pg-%b%d.log,                    pg-Nov24.log",
        "server_%F_%T.log,               server_2026-11-24_08:15:00.log",
        "%j-%U-%w.log,                   328-47-2.log",
        "100%%.log,                      100%.log",
        "%Ey.%Od.log,                    26.24.log",
        "a+b(%H).log,                    a+b(08).log",
        "%Q.log,                         Q.log",
    })
    void a_name_that_log_filename_can_produce_is_a_log(String logFilename, String name) {
        LogNames names = LogNames.collected(logFilename);
        assertThat(names.match(name, LogFormat.STDERR)).map(RotatedName::base).contains(name);
        assertThat(names.match(name + ".bak", LogFormat.STDERR)).isEmpty();
        assertThat(names.match("x" + name, LogFormat.STDERR)).isEmpty();
    }

    @Test
    void every_minute_of_a_year_has_a_name_that_matches() {
        LogNames names = LogNames.collected("postgresql-%Y-%m-%d_%H%M%S.log");
        DateTimeFormatter name = DateTimeFormatter.ofPattern("'postgresql-'yyyy-MM-dd_HHmmss'.log'", Locale.ROOT);
        LocalDateTime time = LocalDateTime.of(2028, 1, 1, 0, 0);
        for (; time.getYear() == 2028; time = time.plusMinutes(601)) {
            assertThat(names.match(name.format(time), LogFormat.STDERR)).isPresent();
        }
    }

    @Test
    void csv_and_json_take_the_place_of_log_or_are_appended() {
        LogNames names = LogNames.collected("postgresql-%a.log");
        assertThat(names.match("postgresql-Mon.csv", LogFormat.CSVLOG)).isPresent();
        assertThat(names.match("postgresql-Mon.json", LogFormat.JSONLOG)).isPresent();
        assertThat(names.match("postgresql-Mon.log", LogFormat.CSVLOG)).isEmpty();
        assertThat(names.match("postgresql-Mon.csv", LogFormat.STDERR)).isEmpty();
        LogNames without = LogNames.collected("postgresql-%a");
        assertThat(without.match("postgresql-Mon", LogFormat.STDERR)).isPresent();
        assertThat(without.match("postgresql-Mon.csv", LogFormat.CSVLOG)).isPresent();
        assertThat(without.match("postgresql-Mon.csv", LogFormat.STDERR)).isEmpty();
    }

    @Test
    void rotated_files_of_a_log_belong_to_it() {
        LogNames names = LogNames.collected("postgresql.log");
        assertThat(names.match("postgresql.log.2.gz", LogFormat.STDERR))
                .contains(new RotatedName("postgresql.log", 2, false, true));
        assertThat(names.match("postgresql.log-20260101", LogFormat.STDERR))
                .contains(new RotatedName("postgresql.log", RotatedName.NO_NUMBER, true, false));
        assertThat(names.match("postgresql.log-20260101-1767225600.gz", LogFormat.STDERR))
                .as("with dateformat -%Y%m%d-%s")
                .contains(new RotatedName("postgresql.log", RotatedName.NO_NUMBER, true, true));
        assertThat(names.match("postgresql.log-2026010112.gz", LogFormat.STDERR))
                .contains(new RotatedName("postgresql.log", RotatedName.NO_NUMBER, true, true));
        for (String other :
                List.of("postgresql.log.old", "postgresql.log~", "postgresql.log.1.xz", ".postgresql.log")) {
            assertThat(names.match(other, LogFormat.STDERR)).as(other).isEmpty();
        }
    }

    @Test
    void a_glob_matches_whole_names_of_its_format() {
        LogNames names = LogNames.globbed("postgresql-15-main.log*");
        assertThat(List.of(
                        "postgresql-15-main.log",
                        "postgresql-15-main.log.1",
                        "postgresql-15-main.log.2.gz",
                        "postgresql-16-main.log",
                        "postgresql-15-mainXlog"))
                .filteredOn(name -> names.match(name, LogFormat.STDERR).isPresent())
                .containsExactly("postgresql-15-main.log", "postgresql-15-main.log.1", "postgresql-15-main.log.2.gz");
        assertThat(matches("*", "a.csv", LogFormat.STDERR)).isFalse();
        assertThat(matches("*", "a.csv.1", LogFormat.CSVLOG)).isTrue();
        assertThat(matches("*", ".hidden", LogFormat.STDERR)).isFalse();
        assertThat(matches("p[a-c]?.log", "pbx.log", LogFormat.STDERR)).isTrue();
        assertThat(matches("p[!a-c].log", "pb.log", LogFormat.STDERR)).isFalse();
        assertThat(matches("a+(b).log", "a+(b).log", LogFormat.STDERR)).isTrue();
    }

    @Test
    void files_that_another_program_than_gzip_packed_are_never_taken_for_text() {
        for (String ending : List.of("bz2", "lz4", "lzma", "xz", "Z", "zip", "zst")) {
            assertThat(matches("postgresql.log*", "postgresql.log.2." + ending, LogFormat.STDERR))
                    .as(ending)
                    .isFalse();
        }
    }

    @Test
    void a_folder_means_its_files_with_the_suffix_of_the_format() {
        LogNames names = LogNames.ofFolder();
        assertThat(names.match("a.log", LogFormat.STDERR)).isPresent();
        assertThat(names.match("a.log", LogFormat.CSVLOG)).isEqualTo(Optional.empty());
        assertThat(names.match("a.csv", LogFormat.CSVLOG)).isPresent();
        assertThat(names.match("a.txt", LogFormat.STDERR)).isEmpty();
    }

    /** LogNamesInSqlTest reads the same table for grants.sql. A row without a setting belongs to the setting above it. */
    @Test
    void the_names_on_the_page_are_taken_or_not_as_it_says() {
        LogNames names = LogNames.ofFolder();
        for (Page.Row row : Page.FILE.table("log-names")) {
            names = row.cell("setting").isEmpty() ? names : names(row.cell("setting"), row.code("value"));
            for (LogFormat format : LogFormat.values()) {
                assertThat(names.match(row.code("file"), format).isPresent())
                        .as("%s as %s", row.cell("file"), format.word())
                        .isEqualTo(row.cell("taken as").equals(format.word()));
            }
        }
    }

    private static LogNames names(String setting, String value) {
        return switch (setting) {
            case "`log_filename`" -> LogNames.collected(value);
            case "`path`" -> LogNames.globbed(value.substring(value.lastIndexOf('/') + 1));
            case "`path` (a folder)" -> LogNames.ofFolder();
            default -> throw new AssertionError(setting);
        };
    }

    private static boolean matches(String glob, String name, LogFormat format) {
        return LogNames.globbed(glob).match(name, format).isPresent();
    }
}
