package io.logferry.source.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.logferry.id.Secret;
import io.logferry.instance.Node;
import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.GzipFiles;
import io.logferry.source.HostileLog;
import io.logferry.source.LogServer;
import io.logferry.source.LogSink;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.OneServer;
import io.logferry.source.copy.LogCopy;
import io.logferry.source.node.NodeLogSource;
import io.logferry.source.sql.server.NodeConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqlLogSourceTest extends OneServer {

    @BeforeAll
    static void start() {
        startServer(Map.of("log_line_prefix", "%m [%p] ", "log_timezone", "Europe/Berlin"));
    }

    @Test
    void a_damaged_packed_file_is_reported_as_damaged_and_not_as_a_broken_connection() throws Exception {
        byte[] packed = GzipFiles.pack(HostileLog.bytes());
        packed[packed.length / 2] ^= 0x55;
        server.older("postgresql-2026-01-01_000000.log.1.gz", packed, 300);
        LogSourceException failure = catchThrowableOfType(LogSourceException.class, () -> source.copyTo(node(), sink));
        assertThat(failure.fault()).isEqualTo(Fault.FAILED);
        assertThat(failure).hasMessageContaining("postgresql-2026-01-01_000000.log.1.gz is damaged");
    }

    /** For example a copy of an old file; it can't be requested from PostgreSQL. */
    @Test
    void files_whose_names_are_not_valid_utf8_do_no_harm_and_are_reported() throws Exception {
        for (String odd : new String[] {"a\\377", "a\\376"}) {
            String command = "cd \"$0\" && echo odd > \"$(printf '" + odd + "')\"";
            assertThat(new ProcessBuilder(
                                    "sh", "-c", command, server.logFolder().toString())
                            .inheritIO()
                            .start()
                            .waitFor())
                    .isZero();
        }
        server.settle("stderr");
        source.copyTo(node(), sink);
        assertThat(sink.files()).hasSize(1);
        LogSource.Reading reading = source.copyTo(server.superuserNode(Optional.of(server.logFolder() + "/*")), sink);
        assertThat(sink.files()).hasSize(1);
        assertThat(reading.notes())
                .filteredOn(note -> note.endsWith("is missing, because its name is not UTF-8: rename the file there"))
                .hasSize(2);
    }

    @BeforeEach
    void remove_files_of_other_tests() throws Exception {
        removeOlderFiles();
        server.settle("stderr");
    }

    @Test
    void every_file_is_copied_completely_and_in_order_whatever_it_contains() throws Exception {
        byte[] hostile = HostileLog.bytes();
        byte[] unfinished = "no line feed at the end".getBytes(StandardCharsets.UTF_8);
        server.older("postgresql-2026-01-02_000000.log", unfinished, 300);
        server.older("postgresql-2026-01-01_000000.log", hostile, 400);
        server.older("postgresql-2026-01-03_000000.log", new byte[0], 200);
        server.older("postgresql-2026-01-03_000000.csv", hostile, 200);
        server.older("notes.log", hostile, 200);

        LogSource.Reading reading = source.copyTo(node(), sink);

        byte[] written = Files.readAllBytes(server.written("stderr"));
        assertThat(sink.bytes()).isEqualTo(concatenated(hostile, unfinished, written));
        assertThat(sink.files())
                .containsExactly(
                        "postgresql-2026-01-01_000000.log",
                        "postgresql-2026-01-02_000000.log",
                        "postgresql-2026-01-03_000000.log",
                        server.written("stderr").getFileName().toString());
        assertThat(reading.bytes()).isEqualTo(sink.bytes().length);
        assertThat(reading.format()).isEqualTo(LogFormat.STDERR);
        assertThat(reading.notes())
                .as("records in another format are missing")
                .singleElement()
                .asString()
                .contains("postgresql-2026-01-03_000000.csv");
        assertThat(sink.dialect()).isEqualTo(new LogDialect(LogFormat.STDERR, "%m [%p] ", "Europe/Berlin"));
        assertThat(sink.announced()).isEqualTo(reading.bytes());
    }

    @Test
    void the_file_being_written_ends_with_its_last_complete_line() throws Exception {
        Path written = server.written("stderr");
        byte[] before = Files.readAllBytes(written);
        Files.write(written, HostileLog.bytes(), StandardOpenOption.APPEND);
        Files.write(written, new byte[3 << 20], StandardOpenOption.APPEND);

        source.copyTo(node(), sink);

        assertThat(sink.bytes()).isEqualTo(concatenated(before, HostileLog.bytes()));
        Files.write(written, new byte[] {'\n'}, StandardOpenOption.APPEND);
    }

    @Test
    void a_file_of_many_slices_is_copied_completely() throws Exception {
        byte[] large = new byte[150_000_001];
        new Random(1).nextBytes(large);
        server.older("postgresql-2026-01-01_000000.log", large, 400);
        source.copyTo(node(), sink);
        byte[] written = Files.readAllBytes(server.written("stderr"));
        assertThat(Arrays.equals(sink.bytes(), concatenated(large, written))).isTrue();
    }

    @Test
    void files_older_than_the_largest_age_are_not_taken_and_a_note_says_so() throws Exception {
        server.older("postgresql-2026-01-01_000000.log", new byte[] {'a'}, 90_000);
        server.older("postgresql-2026-01-02_000000.log", new byte[] {'b'}, 80_000);
        LogSource.Limits limits = new LogSource.Limits(Optional.of(Duration.ofDays(1)), OptionalLong.empty());
        NodeLogSource limited = new NodeLogSource(limits, InstantSource.system());
        LogSource.Reading reading = limited.copyTo(node(), sink);
        assertThat(sink.files().getFirst()).isEqualTo("postgresql-2026-01-02_000000.log");
        assertThat(reading.notes())
                .anyMatch(note -> note.startsWith("node orders_node0: 1 log file that PostgreSQL wrote last before ")
                        && note.endsWith(" is missing, because of logferry.export.max-age"));
    }

    @Test
    void reading_waits_to_keep_to_the_rate_limit() throws Exception {
        server.older("postgresql-2026-01-01_000000.log", new byte[3_000_000], 400);
        LogSource.Limits limits = new LogSource.Limits(Optional.empty(), OptionalLong.of(1_000_000));
        AtomicLong waited = new AtomicLong();
        new NodeLogSource(limits, InstantSource.system(), waited::addAndGet, LogCopy.Observer.NONE)
                .copyTo(node(), sink);
        assertThat(waited.get()).isGreaterThan(1_000_000_000L);
    }

    @Test
    void the_message_says_what_to_run_for_a_login_without_any_grant() throws Exception {
        Secret password = server.login("nobody");
        Node node = server.node("nobody", password, Optional.empty());
        for (Attempt attempt : new Attempt[] {() -> source.probe(node), () -> source.copyTo(node, sink)}) {
            LogSourceException refused = failure(attempt);
            assertThat(refused.fault()).isEqualTo(Fault.NOT_PERMITTED);
            assertThat(refused)
                    .hasMessage("node orders_node0 doesn't let the login read its log: run there, as a superuser (it"
                            + " makes logferry.list_log_files() and logferry.read_log_file(text, bigint, bigint)):"
                            + " psql -X -d postgres -v login=nobody -f deploy/sql/grants.sql");
        }
    }

    @Test
    void a_login_with_pg_monitor_and_the_built_in_function_can_read() throws Exception {
        Secret password = server.login("monitor");
        server.execute("GRANT pg_monitor TO monitor");
        server.execute("GRANT EXECUTE ON FUNCTION pg_read_binary_file(text, bigint, bigint, boolean) TO monitor");
        Node node = server.node("monitor", password, Optional.empty());
        source.probe(node);
        source.copyTo(node, sink);
        assertThat(sink.bytes()).isEqualTo(Files.readAllBytes(server.written("stderr")));
    }

    @Test
    void messages_about_connections_have_no_host_or_address() throws Exception {
        assertFault(
                server.node("postgres", new Secret("wrong"), Optional.empty()), Fault.LOGIN_REFUSED, "user, password");
        server.execute("CREATE ROLE locked LOGIN PASSWORD 'x' CONNECTION LIMIT 0");
        assertFault(server.node("locked", new Secret("x"), Optional.empty()), Fault.UNREACHABLE, "connection");
        Path elsewhere = folder.resolve("elsewhere");
        LogServer stopped = LogServer.start(elsewhere, Map.of());
        stopped.close();
        assertFault(stopped.superuserNode(Optional.empty()), Fault.UNREACHABLE, "check that PostgreSQL runs there");
    }

    @Test
    void a_collector_that_is_off_needs_a_path() throws Exception {
        try (LogServer off = LogServer.start(folder.resolve("off"), Map.of("logging_collector", "off"))) {
            assertFault(off.superuserNode(Optional.empty()), Fault.NO_LOG, "set the path of its log in the inventory");
        }
    }

    @Test
    void the_connection_only_reads_and_says_who_it_is() throws Exception {
        try (NodeConnection connection = NodeConnection.open(node(), Pause.SLEEP)) {
            assertThat(connection.query("SHOW application_name", row -> row.getString(1)))
                    .containsExactly("logferry");
            LogSourceException refused =
                    failure(() -> connection.query("SELECT lo_create(0)", row -> row.getString(1)));
            assertThat(refused).rootCause().hasMessageContaining("read-only");
        }
    }

    /** A pooler like PgBouncer may send the next query to another session, which does not have the prepared statements of this one. */
    @Test
    void nothing_stays_prepared_in_the_session() throws Exception {
        try (NodeConnection connection = NodeConnection.open(node(), Pause.SLEEP)) {
            String prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE ?";
            for (int time = 0; time < 10; time++) {
                assertThat(connection.query(prepared, row -> row.getInt(1), "%"))
                        .containsExactly(0);
            }
        }
    }

    @Test
    void a_session_that_the_server_ended_after_a_timeout_is_started_again() throws Exception {
        try (NodeConnection connection = NodeConnection.open(node(), Pause.SLEEP)) {
            connection.query("SELECT set_config('idle_session_timeout', '1', false)", row -> row.getString(1));
            awaitNoConnection();
            assertThat(connection.query("SHOW idle_session_timeout", row -> row.getString(1)))
                    .containsExactly("0");
            connection.query("SELECT set_config('transaction_timeout', '50', false)", row -> row.getString(1));
            assertThat(connection.query("SELECT pg_sleep(0.2)::text", row -> row.getString(1)))
                    .hasSize(1);
        }
    }

    @Test
    void a_cancelled_query_continues_where_it_stopped() throws Exception {
        byte[] large = new byte[40_000_001];
        new Random(2).nextBytes(large);
        server.older("postgresql-2026-01-01_000000.log", large, 400);
        AtomicInteger cancelled = new AtomicInteger();
        sink.whenWritten(file -> {
            if (cancelled.get() < 3) {
                try {
                    cancelled.addAndGet(Integer.parseInt(
                            server.query("SELECT count(*) FILTER (WHERE pg_cancel_backend(pid)) FROM pg_stat_activity"
                                    + " WHERE application_name = 'logferry' AND state = 'active'")));
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            }
        });
        source.copyTo(node(), sink);
        assertThat(cancelled.get()).isGreaterThanOrEqualTo(3);
        assertThat(sink.beginnings()).isEqualTo(1);
        // the server's lines about the cancelled queries come after the pinned size
        byte[] expected = concatenated(large, Files.readAllBytes(server.written("stderr")));
        assertThat(sink.bytes()).hasSizeGreaterThan(large.length);
        assertThat(Arrays.mismatch(sink.bytes(), expected)).isEqualTo(sink.bytes().length);
    }

    @Test
    void an_interrupt_ends_the_reading_and_its_connection() throws Exception {
        server.older("postgresql-2026-01-01_000000.log", new byte[20_000_000], 400);
        sink.whenWritten(file -> Thread.currentThread().interrupt());
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> source.copyTo(node(), sink));
        assertThat(Thread.interrupted()).isFalse();
        awaitNoConnection();
    }

    @Test
    void a_sink_that_fails_ends_the_reading_with_its_own_exception() throws Exception {
        server.older("postgresql-2026-01-01_000000.log", new byte[20_000_000], 400);
        RuntimeException full = new RuntimeException("full");
        LogSink failing = new LogSink() {
            @Override
            public void begin(LogDialect dialect, long bytes) {}

            @Override
            public void beginFile(String name, Instant modified) {}

            @Override
            public void write(ByteBuffer bytes) {
                throw full;
            }
        };
        assertThatThrownBy(() -> source.copyTo(node(), failing)).isSameAs(full);
        awaitNoConnection();
    }

    /** A connection that can be used again stays open for a while. */
    private static void awaitNoConnection() {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> server.query("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'logferry'")
                        .equals("0"));
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws Exception;
    }

    private static LogSourceException failure(Attempt attempt) {
        return catchThrowableOfType(LogSourceException.class, attempt::run);
    }

    private void assertFault(Node node, Fault fault, String words) {
        LogSourceException failure = failure(() -> source.probe(node));
        assertThat(failure.fault()).isEqualTo(fault);
        assertThat(failure).hasMessageContaining("orders_node0").hasMessageContaining(words);
        assertThat(failure.getMessage()).doesNotContain("127.0.0.1", "localhost", "FATAL");
    }

    private static byte[] concatenated(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return all.toByteArray();
    }
}
