package io.logferry.record.syntax;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.embedded.PrivatePostgres;
import io.logferry.embedded.TestPostgres;
import io.logferry.id.Secret;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PostgreSQL itself is asked how it writes times in each of its zones. */
class LogTimeZoneTest {
    private static final String POSIX_FORMS =
            "'EST5EDT', '<+0330>-3:30', 'UTC-3', 'GMT+5', 'CET-1CEST', '<-03>3', 'FOO+5',"
                    + " 'AAA-9:30BBB', 'nzst-12nzdt', 'EST5EDT,M3.2.0,M11.1.0', 'CET-1CEST,M3.5.0,M10.5.0/3', '<+1245>-12:45<+1345>',"
                    + " 'posixrules', 'ROC', 'roc', 'europe/berlin', 'PST8PDT'";

    /** In summer and winter, and around the hours that come twice. */
    private static final String WRITTEN = "DO $$ DECLARE zone text; moment bigint; BEGIN"
            + " FOR zone IN SELECT name FROM pg_timezone_names UNION SELECT unnest(ARRAY[" + POSIX_FORMS + "]) LOOP"
            + "  BEGIN PERFORM set_config('timezone', zone, true);"
            + "   FOR moment IN SELECT 1767225600 + 86400 * 7 * g FROM generate_series(0, 52) g"
            + "     UNION SELECT 1792886400 + 1800 * g FROM generate_series(0, 16) g"
            + "     UNION SELECT 1793491200 + 1800 * g FROM generate_series(0, 40) g LOOP"
            + "    INSERT INTO written VALUES (zone, moment, to_char(to_timestamp(moment), 'YYYY-MM-DD HH24:MI:SS TZ'));"
            + "   END LOOP;"
            + "  EXCEPTION WHEN invalid_parameter_value THEN NULL; END;"
            + " END LOOP; END $$";

    @TempDir
    private static Path folder;

    private static PrivatePostgres server;

    @BeforeAll
    static void start() {
        server = PrivatePostgres.start(
                TestPostgres.binaries(),
                new PrivatePostgres.Settings(folder.resolve("data"), new Secret("not-used-elsewhere"))
                        .withoutDurability());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void times_in_every_zone_of_postgresql_are_read_as_it_writes_them() throws SQLException {
        Map<String, Timestamp> zones = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE written (zone text, moment bigint, shown text)");
            statement.execute(WRITTEN);
            try (ResultSet row = statement.executeQuery("SELECT zone, moment, shown FROM written")) {
                while (row.next()) {
                    String zone = row.getString("zone");
                    byte[] shown = row.getString("shown").getBytes(UTF_8);
                    Timestamp timestamp = zones.computeIfAbsent(zone, name -> new Timestamp(LogTimeZone.of(name)));
                    if (timestamp.read(shown, 0, shown.length) != row.getLong("moment") * 1000) {
                        wrong.add(zone + ": " + row.getString("shown"));
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(zones)
                .containsKeys("ROC", "UTC-3", "<+0330>-3:30", "Europe/Dublin")
                .hasSizeGreaterThan(550);
    }

    @Test
    void in_an_unknown_zone_abbreviations_mean_what_they_mean_in_postgresql() throws SQLException {
        List<String> wrong = new ArrayList<>();
        int count = 0;
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT abbrev, extract(epoch FROM utc_offset)::int AS seconds FROM pg_timezone_abbrevs"
                                + " WHERE abbrev ~ '^[A-Z]+$'")) {
            while (row.next()) {
                String abbreviation = row.getString("abbrev");
                LocalDateTime local = LocalDateTime.of(2026, 6, 15, 12, 0);
                long expected = local.toEpochSecond(ZoneOffset.UTC) - row.getInt("seconds");
                if (LogTimeZone.of("").epochSecond(local, abbreviation) != expected) {
                    wrong.add(abbreviation);
                }
                count++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(count).isGreaterThan(150);
    }

    /** Until it has read its settings, PostgreSQL writes GMT; and the setting may have been another. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-11-28 07:18:30 GMT, 2026-11-28T07:18:30Z",
        "Europe/London, 2026-06-15 12:00:00 GMT, 2026-06-15T12:00:00Z",
        "Europe/London, 2026-06-15 12:00:00 BST, 2026-06-15T11:00:00Z",
        "Asia/Shanghai, 2026-06-15 12:00:00 GMT, 2026-06-15T12:00:00Z",
        "Asia/Shanghai, 2026-06-15 12:00:00 CST, 2026-06-15T04:00:00Z",
        "America/New_York, 2026-06-15 12:00:00 GMT, 2026-06-15T12:00:00Z",
        "America/New_York, 2026-06-15 12:00:00 EST, 2026-06-15T17:00:00Z",
        "America/New_York, 2026-06-15 12:00:00 CEST, 2026-06-15T10:00:00Z",
        "America/New_York, 2026-06-15 12:00:00 XYZ, 2026-06-15T16:00:00Z",
        "Etc/GMT-3, 2026-06-15 12:00:00 GMT, 2026-06-15T12:00:00Z",
        "UTC-3, 2026-06-15 12:00:00 GMT, 2026-06-15T12:00:00Z",
        "UTC-3, 2026-06-15 12:00:00 UTC, 2026-06-15T09:00:00Z",
        "UTC, 2026-06-15 12:00:00 MSK, 2026-06-15T09:00:00Z",
        "'', 2026-06-15 12:00:00 IST, 2026-06-15T10:00:00Z",
        "'', 2026-06-15 12:00:00 <+03>, 2026-06-15T09:00:00Z",
        "'', 2026-06-15 12:00:00 XYZ, 2026-06-15T12:00:00Z"
    })
    void an_abbreviation_that_the_zone_does_not_use_has_its_usual_meaning(String zone, String shown, Instant expected) {
        byte[] bytes = shown.getBytes(UTF_8);
        assertThat(Instant.ofEpochMilli(new Timestamp(LogTimeZone.of(zone)).read(bytes, 0, bytes.length)))
                .isEqualTo(expected);
    }
}
