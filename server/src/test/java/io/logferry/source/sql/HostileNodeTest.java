package io.logferry.source.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logferry.TestAuthority;
import io.logferry.id.Secret;
import io.logferry.instance.Node;
import io.logferry.retry.Patience;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.CollectingSink;
import io.logferry.source.GrantsScript;
import io.logferry.source.HostileServer;
import io.logferry.source.LogServer;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.copy.LogCopy;
import io.logferry.source.node.NodeLogSource;
import io.logferry.source.sql.wire.WrongAnswerException;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile nodes: what they send neither fills the memory nor blocks anybody. */
class HostileNodeTest {
    @TempDir
    private static Path folder;

    private static LogServer server;
    private static Secret reader;

    private final LogSource source = new NodeLogSource(LogSource.Limits.NONE, InstantSource.system());
    private final AtomicInteger readings = new AtomicInteger();
    private Action whenRead = () -> {};

    private interface Action {
        void run() throws Exception;
    }

    @BeforeAll
    static void start() throws Exception {
        server = LogServer.start(folder.resolve("server"), Map.of());
        reader = server.login("reader");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> deeds() {
        return Stream.of(
                deed("a row that claims 2 GB", session -> {
                    session.describe(1);
                    session.message('D', Integer.MAX_VALUE - 8).writeShort(1);
                    session.stay();
                }),
                deed("a field that claims 2 GB in a short row", session -> {
                    session.describe(1);
                    DataOutputStream row = session.message('D', 10);
                    row.writeShort(1);
                    row.writeInt(Integer.MAX_VALUE - 8);
                    session.stay();
                }),
                deed("a field of a negative length", session -> {
                    session.describe(1);
                    DataOutputStream row = session.message('D', 6);
                    row.writeShort(1);
                    row.writeInt(-2);
                    session.stay();
                }),
                deed("a row of 65,535 columns", session -> {
                    session.describe(1);
                    DataOutputStream row = session.message('D', 2 + 65_535 * 4);
                    row.writeShort(65_535);
                    for (int column = 0; column < 65_535; column++) {
                        row.writeInt(-1);
                    }
                    session.stay();
                }),
                deed("rows without end", session -> {
                    session.describe(1);
                    for (; ; ) {
                        DataOutputStream row = session.message('D', 6);
                        row.writeShort(1);
                        row.writeInt(0);
                    }
                }),
                deed("descriptions without end", session -> {
                    for (; ; ) {
                        session.describe(1000);
                        session.message('C', HostileServer.Session.text("SELECT 0"));
                    }
                }),
                deed("notices without end", session -> {
                    for (; ; ) {
                        session.message('N', HostileServer.Session.text("SNOTICE", "C00000", "Mhello", ""));
                    }
                }),
                deed("notifications without end", session -> {
                    for (; ; ) {
                        DataOutputStream message = session.message('A', 4 + 4);
                        message.writeInt(1);
                        message.write(HostileServer.Session.text("a", "b"));
                    }
                }),
                deed("parameters without end", session -> {
                    for (int i = 0; ; i++) {
                        session.message('S', HostileServer.Session.text("p" + i, "x"));
                    }
                }),
                deed("an error that claims 1 GB", session -> {
                    session.message('E', 1 << 30);
                    session.stay();
                }),
                deed("bytes of files that nobody asked for", session -> {
                    for (; ; ) {
                        session.message('d', new byte[60_000]);
                    }
                }),
                deed("a message of an unknown type", session -> {
                    session.message('v', 8).writeInt(196_608);
                    session.message('v', 8).writeInt(Integer.MAX_VALUE);
                    session.stay();
                }),
                deed("a message of a negative length", session -> {
                    session.message('E', -10);
                    session.stay();
                }));
    }

    private static Arguments deed(String name, HostileServer.Deed deed) {
        return Arguments.argumentSet(name, deed);
    }

    @ParameterizedTest
    @MethodSource("deeds")
    void an_answer_that_is_larger_than_requested_is_not_read(HostileServer.Deed deed) throws Exception {
        try (HostileServer hostile = HostileServer.afterLogin(deed)) {
            assertWrong(hostile.node());
            // without patience there is no second try
            assertThat(hostile.sessions()).isEqualTo(1);
        }
    }

    @Test
    void reading_fails_if_the_answers_are_wrong_for_too_long() throws Exception {
        LogSource patient = patient(Duration.ofSeconds(1));
        try (HostileServer hostile = HostileServer.afterLogin(session -> {
            for (; ; ) {
                session.message('N', HostileServer.Session.text("SNOTICE", "C00000", "Mhello", ""));
            }
        })) {
            assertWrong(catchThrowableOfType(
                    LogSourceException.class, () -> patient.copyTo(hostile.node(), new CollectingSink())));
            assertThat(hostile.sessions()).isGreaterThan(1);
        }
    }

    /** Its list is right each time; that must not count as progress. */
    @Test
    void reading_fails_after_four_times_if_the_bytes_of_files_are_wrong_each_time() throws Exception {
        replace("read_log_file", "pg_read_binary_file('/dev/zero', 0, length + 1)");
        assertWrong(catchThrowableOfType(
                LogSourceException.class, () -> patient(Duration.ofDays(1)).copyTo(node(), new CollectingSink())));
        assertThat(readings).hasValue(4);
    }

    @Test
    void a_node_whose_bytes_are_wrong_is_not_read_again_if_retry_for_is_zero() throws Exception {
        replace("read_log_file", "pg_read_binary_file('/dev/zero', 0, length + 1)");
        assertWrong(catchThrowableOfType(
                LogSourceException.class, () -> patient(Duration.ZERO).copyTo(node(), new CollectingSink())));
        assertThat(readings).hasValue(1);
    }

    @Test
    void a_note_says_that_the_export_waited_while_the_bytes_of_files_were_wrong() throws Exception {
        replace("read_log_file", "pg_read_binary_file('/dev/zero', 0, length + 1)");
        CollectingSink sink = new CollectingSink();
        whenRead = () -> {
            if (readings.get() == 3) {
                GrantsScript.run(server, "reader");
            }
        };
        LogSource.Reading reading = patient(Duration.ofDays(1)).copyTo(node(), sink);
        assertThat(readings).hasValue(3);
        assertThat(sink.bytes()).isNotEmpty();
        assertThat(Files.readString(server.written("stderr")))
                .startsWith(new String(sink.bytes(), StandardCharsets.UTF_8));
        assertThat(reading.notes())
                .anyMatch(note -> note.startsWith(
                                "Node orders_node0 could not be reached, or sent something that was not requested, ")
                        && note.endsWith("; the export waited and continued."));
    }

    private LogSource patient(Duration retryFor) {
        LogCopy.Observer countReadings = (moment, file) -> {
            if (moment == LogCopy.Moment.LISTED) {
                readings.incrementAndGet();
                try {
                    whenRead.run();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        };
        return new NodeLogSource(
                LogSource.Limits.NONE, new Patience(retryFor), InstantSource.system(), Pause.SLEEP, countReadings);
    }

    @Test
    void encryption_hides_nothing() throws Exception {
        TestAuthority authority = new TestAuthority(folder);
        var tls = Optional.of(authority.server(authority.issue()));
        try (HostileServer hostile = HostileServer.afterLogin(tls, session -> {
            session.describe(1);
            DataOutputStream row = session.message('D', 10);
            row.writeShort(1);
            row.writeInt(Integer.MAX_VALUE - 8);
            session.stay();
        })) {
            assertWrong(hostile.node());
        }
    }

    @Test
    void a_login_that_never_ends_is_given_up() throws Exception {
        try (HostileServer asking = HostileServer.beforeLogin(session -> {
            for (; ; ) {
                DataOutputStream again = session.message('R', 8);
                again.writeInt(5);
                again.writeInt(4711);
                session.flush();
                session.request();
            }
        })) {
            assertWrong(asking.node());
        }
        try (HostileServer dripping = HostileServer.beforeLogin(session -> {
            DataOutputStream notice = session.message('N', 100_000);
            for (; ; ) {
                notice.write('x');
                session.flush();
                Thread.yield();
            }
        })) {
            LogSourceException failure = failure(dripping.node());
            assertThat(failure.fault()).isEqualTo(Fault.UNREACHABLE);
        }
    }

    /** CVE-2026-42198: each iteration costs processor time, and the server chooses their number. */
    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 1_000_001})
    void a_server_can_not_request_any_number_of_scram_iterations(int iterations) throws Exception {
        try (HostileServer hostile = HostileServer.beforeLogin(session -> askForScram(session, iterations))) {
            LogSourceException failure = failure(hostile.node());
            assertThat(failure.fault()).isEqualTo(Fault.LOGIN_REFUSED);
            assertThat(failure).hasMessageContaining("more than 100000 SCRAM iterations");
        }
    }

    private static void askForScram(HostileServer.Session session, int iterations) throws IOException {
        byte[] mechanism = HostileServer.Session.text("SCRAM-SHA-256", "");
        DataOutputStream offer = session.message('R', 4 + mechanism.length);
        offer.writeInt(10);
        offer.write(mechanism);
        session.flush();
        byte[] first = session.request();
        String text = new String(first, StandardCharsets.UTF_8);
        String nonce = text.substring(text.indexOf("r=") + 2);
        byte[] answer =
                ("r=" + nonce + "more,s=c2FsdHNhbHRzYWx0c2FsdA==,i=" + iterations).getBytes(StandardCharsets.UTF_8);
        DataOutputStream challenge = session.message('R', 4 + answer.length);
        challenge.writeInt(11);
        challenge.write(answer);
        session.stay();
    }

    @Test
    void a_piece_of_400_MB_is_not_read() throws Exception {
        replace("read_log_file", "pg_read_binary_file('/dev/zero', 0, 400000000)");
        assertThat(assertWrongCopy())
                .as("refused by its head, before there is room made for it")
                .hasRootCauseInstanceOf(WrongAnswerException.class)
                .hasStackTraceContaining("the server sent a message of 4000000");
    }

    @Test
    void a_piece_that_is_a_little_longer_than_requested_is_not_taken() throws Exception {
        replace("read_log_file", "pg_read_binary_file('/dev/zero', 0, length + 1)");
        assertWrongCopy();
    }

    @Test
    void a_list_of_three_million_files_is_not_read() throws Exception {
        GrantsScript.run(server, "reader");
        replaceList("SELECT 'postgresql-2026-01-01_' || i || '.log' FROM generate_series(1, 3000000) i");
        assertWrong(node());
    }

    @Test
    void a_list_of_too_many_files_is_reported_as_such() throws Exception {
        GrantsScript.run(server, "reader");
        replaceList("SELECT 'postgresql-2026-01-01_' || i || '.log' FROM generate_series(100001, 170000) i");
        assertTooManyFiles(node());

        Path many = Files.createDirectory(folder.resolve("many"));
        String padding = "x".repeat(200);
        for (int i = 0; i < 60_000; i++) {
            Files.createFile(many.resolve(padding + i + ".log"));
        }
        assertTooManyFiles(server.superuserNode(Optional.of(many.toString())));
    }

    private void assertTooManyFiles(Node node) {
        assertThat(failure(node))
                .hasMessageContaining("has more than about 50,000 log files, which is the limit")
                .hasMessageContaining("remove or move old ones");
    }

    @Test
    void a_name_of_300_MB_is_not_read() throws Exception {
        GrantsScript.run(server, "reader");
        replaceList("SELECT repeat('x', 300000000)");
        assertWrong(node());
    }

    private void replace(String function, String value) throws Exception {
        GrantsScript.run(server, "reader");
        server.execute("""
                CREATE OR REPLACE FUNCTION logferry.%s(name text, "offset" bigint, length bigint) RETURNS bytea
                LANGUAGE sql SECURITY DEFINER AS $$ SELECT %s $$""".formatted(function, value));
    }

    private void replaceList(String names) throws Exception {
        server.execute("""
                CREATE OR REPLACE FUNCTION logferry.list_log_files()
                RETURNS TABLE (name text, size bigint, modification timestamptz, is_current boolean, log_filename text, directory text)
                LANGUAGE sql SECURITY DEFINER AS
                $$ SELECT n, 1::bigint, now(), false, 'postgresql-%%Y-%%m-%%d_%%H%%M%%S.log', '/log' FROM (%s) f (n) $$""".formatted(names));
    }

    private static Node node() {
        return server.node("reader", reader, Optional.empty());
    }

    private LogSourceException assertWrongCopy() {
        LogSourceException failure =
                catchThrowableOfType(LogSourceException.class, () -> source.copyTo(node(), new CollectingSink()));
        assertWrong(failure);
        return failure;
    }

    private void assertWrong(Node node) {
        assertWrong(failure(node));
    }

    private static void assertWrong(LogSourceException failure) {
        assertThat(failure).isNotNull();
        Fault expected = String.valueOf(failure.getMessage()).contains("has more than about 50,000 log files")
                ? Fault.FAILED
                : Fault.WRONG_ANSWER;
        assertThat(failure.fault()).as(failure.toString()).isEqualTo(expected);
        assertThat(failure).hasMessageContaining("orders_node0 sent something that was not requested");
    }

    private LogSourceException failure(Node node) {
        return catchThrowableOfType(LogSourceException.class, () -> source.probe(node));
    }
}
