package io.logferry.record.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.embedded.PrivatePostgres;
import io.logferry.embedded.TestPostgres;
import io.logferry.id.Secret;
import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.record.LogRecord;
import io.logferry.record.Severity;
import io.logferry.record.syntax.RecordSyntax;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs that a real server writes, in all three formats at once: what is read from one must be what is read from the others. */
class ServerLogTest {
    private static final List<String> MISHAPS = List.of(
            "DO $$ BEGIN RAISE NOTICE 'a notice'; END $$",
            "DO $$ BEGIN RAISE WARNING E'two\\nlines, \"quoted\"\\n\\n2026-11-24 08:15:03.922 UTC [1] PANIC:  none'; END $$",
            "SELECT *\n  FROM \"no\"\"such\ttable\"\n WHERE a = ',\"'",
            "DO $$ BEGIN RAISE EXCEPTION ', odd' USING DETAIL = E'one\\r\\ntwo', HINT = 'a \\ hint'; END $$",
            "DO $$ BEGIN PERFORM 1/0; END $$",
            "DO $$ BEGIN RAISE LOG '%', repeat('long \"line\" ', 500); END $$",
            "DO $$ BEGIN RAISE INFO ''; END $$",
            "DO $$ BEGIN RAISE WARNING 'caf%', chr(233); END $$");

    @TempDir
    private static Path folder;

    private static PrivatePostgres server;

    @BeforeAll
    static void start() throws SQLException {
        server = PrivatePostgres.start(
                TestPostgres.binaries(),
                new PrivatePostgres.Settings(folder.resolve("data"), new Secret("not-used-elsewhere"))
                        .withoutDurability()
                        .withParameters(Map.of(
                                "logging_collector", "on",
                                "log_destination", "stderr,csvlog,jsonlog",
                                "log_directory", "log")));
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "%m [%p] ;Europe/Berlin;UTF8",
                "%m [%p] %q%u@%d/%a ;America/St_Johns;LATIN1",
                "%t:%r:%u@%d:[%p]:;UTC;UTF8",
                "%n %-10u|%20d|%e|%c|%v|%x|%Q|%i|%b|%P|%L|%s|%h|%8l ;<+03>-3;LATIN1",
                "<%m %%> ;Asia/Kathmandu;UTF8",
                "%q%a: %p%l %t ;Australia/Lord_Howe;LATIN1",
                "'';America/Sao_Paulo;UTF8"
            })
    void the_three_formats_have_the_same_records(String prefix, String zone, String encoding) throws Exception {
        String name = configure(prefix, zone);
        Instant before = Instant.now().minusMillis(5);
        provoke(encoding.equals("LATIN1") ? "latin" : "postgres", name);
        Instant after = Instant.now();
        List<LogRecord> json = records(LogFormat.JSONLOG, prefix, zone, name);
        assertThat(json)
                .extracting(record -> record.severity().orElseThrow())
                .containsExactly(
                        Severity.WARNING,
                        Severity.INFO,
                        Severity.LOG,
                        Severity.ERROR,
                        Severity.ERROR,
                        Severity.ERROR,
                        Severity.WARNING,
                        Severity.NOTICE);
        assertThat(json)
                .allSatisfy(record -> assertThat(record.time())
                        .hasValueSatisfying(time -> assertThat(time).isBetween(before, after)));
        assertThat(records(LogFormat.CSVLOG, prefix, zone, name))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("id")
                .containsExactlyElementsOf(json);
        List<LogRecord> stderr = records(LogFormat.STDERR, prefix, zone, name);
        assertThat(stderr)
                .map(LogRecord::severity)
                .isEqualTo(json.stream().map(LogRecord::severity).toList());
        assertThat(stderr)
                .map(record -> withoutPosition(record.content()))
                .isEqualTo(json.stream().map(LogRecord::content).toList());
        for (int i = 0; i < json.size(); i++) {
            Optional<Instant> written = asWritten(prefix, json.get(i));
            // PostgreSQL takes %t anew for each format, so that it may be the second after.
            Optional<Instant> orAfter = prefix.contains("%t") ? written.map(time -> time.plusSeconds(1)) : written;
            assertThat(stderr.get(i).time()).isIn(written, orAfter);
        }
    }

    /** Empty where the prefix has no time; whole seconds with %t. */
    private static Optional<Instant> asWritten(String prefix, LogRecord record) {
        if (prefix.contains("%m") || prefix.contains("%n")) {
            return record.time();
        }
        return prefix.contains("%t")
                ? record.time().map(time -> Instant.ofEpochSecond(time.getEpochSecond()))
                : Optional.empty();
    }

    /** Only the stderr format says it in the message. */
    private static String withoutPosition(String content) {
        return content.replaceFirst(" at character \\d+", "");
    }

    /** What was provoked, the last first; the whole file is read both ways, and nothing of it is lost. */
    private static List<LogRecord> records(LogFormat format, String prefix, String zone, String name) throws Exception {
        LogDialect dialect = new LogDialect(format, prefix, zone);
        Path file = server.dataDirectory().resolve("log").resolve(name + format.suffix());
        await().until(() -> new String(Files.readAllBytes(file), ISO_8859_1).contains("end of " + name));
        byte[] bytes = Files.readAllBytes(file);
        List<SplitRecords.Split> split = SplitRecords.of(dialect, List.of(bytes));
        assertThat(split).allSatisfy(record -> assertThat(record.severity()).isNotNull());
        BackwardRecords backwards = new BackwardRecords(
                new InMemory(bytes),
                bytes.length,
                RecordSyntax.of(dialect),
                new BackwardRecords.Budget(Long.MAX_VALUE, Duration.ofHours(1), System::nanoTime));
        List<LogRecord> records = new ArrayList<>();
        while (backwards.previous()) {
            records.add(backwards.record());
        }
        assertThat(records).hasSameSizeAs(split);
        List<String> contents = records.stream().map(LogRecord::content).toList();
        return records.subList(indexOf(contents, "end of " + name) + 1, indexOf(contents, "begin of " + name));
    }

    private static int indexOf(List<String> contents, String message) {
        return contents.indexOf(contents.stream()
                .filter(content -> content.startsWith(message))
                .findFirst()
                .orElseThrow());
    }

    /** @return the name of the log files that are written from now on, without their suffixes */
    private static String configure(String prefix, String zone) throws SQLException {
        String name = "log_" + Integer.toHexString(prefix.hashCode());
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET log_line_prefix = '" + prefix.replace("'", "''") + "'");
            statement.execute("ALTER SYSTEM SET log_timezone = '" + zone + "'");
            statement.execute("ALTER SYSTEM SET log_filename = '" + name + ".log'");
            statement.execute("SELECT pg_reload_conf()");
        }
        await().until(() -> isConfigured(prefix, name));
        return name;
    }

    private static boolean isConfigured(String prefix, String name) throws SQLException {
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT current_setting('log_line_prefix'), pg_current_logfile('jsonlog'), pg_current_logfile('stderr')")) {
            row.next();
            return row.getString(1).equals(prefix)
                    && row.getString(2).endsWith(name + ".json")
                    && row.getString(3).endsWith(name + ".log");
        }
    }

    private static void provoke(String database, String name) throws SQLException {
        try (Connection connection = server.dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET log_min_messages = info; SET application_name = 'two words'");
            statement.execute("DO $$ BEGIN RAISE LOG 'begin of " + name + "'; END $$");
            for (String mishap : MISHAPS) {
                attempt(statement, mishap);
            }
            statement.execute("DO $$ BEGIN RAISE LOG 'end of " + name + "'; END $$");
        }
    }

    private static void attempt(Statement statement, String mishap) {
        try {
            statement.execute(mishap);
        } catch (SQLException wanted) {
            assertThat(wanted.getSQLState()).isNotEmpty();
        }
    }
}
