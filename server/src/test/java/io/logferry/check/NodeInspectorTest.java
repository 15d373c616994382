package io.logferry.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.check.NodeInspection.Aspect;
import io.logferry.check.NodeInspection.Finding;
import io.logferry.check.NodeInspection.Verdict;
import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.TestPostgres;
import io.logferry.id.NodeId;
import io.logferry.id.Secret;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeRole;
import io.logferry.source.GrantsScript;
import io.logferry.source.LogServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server with a collector and one without, looked at by logins that may read the log, and by such as may not. */
class NodeInspectorTest {
    @TempDir
    private static Path folder;

    private static LogServer server;
    private static LogServer off;
    private static Secret reader;
    private static Secret readerOff;

    @TempDir
    private Path logs;

    private final NodeInspector inspector = new NodeInspector(InstantSource.system());

    @BeforeAll
    static void start() throws Exception {
        server = LogServer.start(folder.resolve("on"), Map.of("log_destination", "csvlog"));
        off = LogServer.start(folder.resolve("off"), Map.of("logging_collector", "off", "log_destination", "syslog"));
        reader = server.login("reader");
        readerOff = off.login("reader");
        GrantsScript.run(server, "reader");
        GrantsScript.run(off, "reader");
    }

    @AfterAll
    static void stop() {
        server.close();
        off.close();
    }

    @Test
    void every_aspect_of_a_good_node_is_good() throws Exception {
        NodeInspection inspection = inspector.inspect(server.node("reader", reader, Optional.empty()));
        assertThat(inspection.isGood()).isTrue();
        assertThat(inspection.findings()).extracting(Finding::aspect).containsExactly(Aspect.values());
        assertThat(inspection.findings()).extracting(Finding::verdict).containsOnly(Verdict.GOOD);
        assertThat(texts(inspection))
                .contains(
                        "127.0.0.1 port " + server.postgres().port(),
                        "reader in the database postgres",
                        "PostgreSQL " + server.query("SHOW server_version"),
                        "log_destination is csvlog, logging_collector is on",
                        "the functions of grants.sql")
                .anyMatch(text -> text.matches("1 csvlog file, [0-9,]+ bytes, in its log_directory"))
                .noneMatch(text -> text.contains(reader.value()));
    }

    @Test
    void a_superuser_gets_the_advice_that_less_would_be_enough() throws Exception {
        NodeInspection inspection = inspector.inspect(server.superuserNode(Optional.empty()));
        assertThat(inspection.isGood()).isTrue();
        assertThat(finding(inspection, Aspect.PRIVILEGES).text()).contains("would be enough");
    }

    @Test
    void only_the_first_aspect_of_a_node_that_is_down_is_checked() throws Exception {
        NodeInspection inspection =
                inspector.inspect(node(1, "reader", "secret", new LogLocation.Sql(Optional.empty())));
        assertBad(inspection, Aspect.REACHABLE, "check that PostgreSQL runs there", "127.0.0.1 port 1");
        assertThat(inspection.findings())
                .filteredOn(finding -> finding.verdict() == Verdict.UNKNOWN)
                .hasSize(Aspect.values().length - 1);
    }

    @Test
    void the_report_names_a_standby_with_hot_standby_off(@TempDir Path standby) throws Exception {
        Secret password = PasswordFile.random();
        LogServer.start(TestPostgres.binaries(), standby, Map.of(), password).close();
        Files.createFile(standby.resolve("data/standby.signal"));
        try (LogServer closed =
                LogServer.start(TestPostgres.binaries(), standby, Map.of("hot_standby", "off"), password)) {
            assertBad(
                    inspector.inspect(closed.superuserNode(Optional.empty())),
                    Aspect.REACHABLE,
                    "is a standby that takes no connections, because hot_standby is off there: turn it on");
        }
    }

    @Test
    void a_wrong_password_is_a_bad_login_to_a_reachable_node() throws Exception {
        NodeInspection inspection = inspector.inspect(server.node("reader", new Secret("wrong"), Optional.empty()));
        assertThat(finding(inspection, Aspect.REACHABLE).verdict()).isEqualTo(Verdict.GOOD);
        assertBad(inspection, Aspect.LOGIN, "refuses the login: check user, password or both in the inventory");
    }

    @Test
    void the_report_has_the_grant_for_a_login_that_may_not_connect() throws Exception {
        Secret password = server.login("outsider");
        server.execute("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC");
        try {
            NodeInspection refused = inspector.inspect(server.node("outsider", password, Optional.empty()));
            assertBad(refused, Aspect.LOGIN, "doesn't let the login connect");
            assertCuredBy(refused, Aspect.LOGIN, server.node("outsider", password, Optional.empty()));
        } finally {
            server.execute("GRANT CONNECT ON DATABASE postgres TO PUBLIC");
        }
    }

    @Test
    void the_report_has_the_grants_for_a_login_without_them() throws Exception {
        Secret password = server.login("stranger");
        Node node = server.node("stranger", password, Optional.empty());
        NodeInspection refused = inspector.inspect(node);
        assertBad(refused, Aspect.PRIVILEGES, "doesn't let the login read its log");
        assertCuredBy(refused, Aspect.PRIVILEGES, node);
    }

    @Test
    void the_report_names_the_script_for_a_server_without_the_functions_even_if_it_writes_no_file() throws Exception {
        off.execute("CREATE DATABASE bare");
        Secret password = off.login("nobody");
        NodeInspection inspection = inspector.inspect(new Node(
                new NodeId("06f1c2ad57604ae89e153e4d27f4e4b8no03"),
                "orders_node0",
                NodeRole.MASTER,
                Optional.of(new NodeAddress(
                        "127.0.0.1", off.postgres().port(), "bare", "nobody", password, "disable", Optional.empty())),
                new LogLocation.Sql(Optional.empty())));
        assertBad(inspection, Aspect.PRIVILEGES, "as a superuser");
        assertThat(finding(inspection, Aspect.PRIVILEGES).commands())
                .containsExactly("psql -X -d bare -v login=nobody -f deploy/sql/grants.sql");
        assertBad(inspection, Aspect.LOG_DESTINATION, "log_destination is syslog");
    }

    @Test
    void the_report_says_how_to_turn_on_a_collector_that_is_off() throws Exception {
        off.execute("ALTER SYSTEM SET log_destination = stderr");
        reload(off, "stderr");
        try {
            NodeInspection inspection = inspector.inspect(off.node("reader", readerOff, Optional.empty()));
            assertBad(inspection, Aspect.LOG_DESTINATION, "logging_collector is off", "set the path of its log");
            assertThat(finding(inspection, Aspect.LOG_DESTINATION).commands())
                    .containsExactly("ALTER SYSTEM SET logging_collector = on");
            assertThat(finding(inspection, Aspect.PRIVILEGES).verdict()).isEqualTo(Verdict.GOOD);
        } finally {
            off.execute("ALTER SYSTEM RESET log_destination");
            reload(off, "syslog");
        }
    }

    @Test
    void the_printed_statements_fix_a_log_destination_without_files() throws Exception {
        Path path = Files.writeString(logs.resolve("postgresql.log"), "a line\n");
        Node node = off.node("reader", readerOff, Optional.of(path.toString()));
        NodeInspection inspection = inspector.inspect(node);
        assertBad(inspection, Aspect.LOG_DESTINATION, "log_destination is syslog", "there is no log file");
        run(off, finding(inspection, Aspect.LOG_DESTINATION).commands());
        reload(off, "syslog,stderr");
        try {
            NodeInspection now = inspector.inspect(node);
            assertThat(finding(now, Aspect.LOG_DESTINATION).verdict()).isEqualTo(Verdict.GOOD);
            assertBad(now, Aspect.PRIVILEGES, "doesn't show " + path);
            assertCuredBy(off, now, Aspect.PRIVILEGES, node);
            assertThat(finding(inspector.inspect(node), Aspect.DIRECTORY).text())
                    .isEqualTo("1 stderr file, 7 bytes, in " + path);
        } finally {
            off.execute("DELETE FROM logferry.log_directory");
            off.execute("ALTER SYSTEM RESET log_destination");
            reload(off, "syslog");
        }
    }

    @Test
    void the_report_says_how_wrong_a_clock_is() throws Exception {
        InstantSource late = () -> Instant.now().minus(Duration.ofMinutes(1));
        NodeInspection inspection = new NodeInspector(late).inspect(server.node("reader", reader, Optional.empty()));
        assertBad(inspection, Aspect.CLOCK, "60.0 s ahead of this machine's", "NTP");
        assertThat(inspection.isGood()).isFalse();
    }

    @Test
    void a_server_that_is_too_old_is_bad() {
        NodeInspection.Findings findings = new NodeInspection.Findings();
        new ServerStatus("12.22", 120022, false, Duration.ZERO, Duration.ZERO).checkVersion(findings);
        assertBad(findings.inspection(), Aspect.VERSION, "PostgreSQL 12.22 is too old");
    }

    @Test
    void a_folder_is_checked_without_a_server() throws Exception {
        Files.writeString(logs.resolve("postgresql.log"), "a line\n");
        NodeInspection inspection = inspector.inspect(folderNode(logs.toString()));
        assertThat(inspection.isGood()).isTrue();
        assertThat(finding(inspection, Aspect.DIRECTORY).text()).isEqualTo("1 stderr file, 7 bytes, in " + logs);
        assertThat(finding(inspection, Aspect.PRIVILEGES).verdict()).isEqualTo(Verdict.GOOD);
        assertThat(finding(inspection, Aspect.REACHABLE).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void a_folder_that_is_absent_or_has_no_log_is_bad() throws Exception {
        assertBad(inspector.inspect(folderNode(logs + "/none/*.log")), Aspect.DIRECTORY, "there is no folder");
        assertBad(inspector.inspect(folderNode(logs + "/*.log")), Aspect.DIRECTORY, "has no log file in");
    }

    @Test
    void a_symbolic_link_among_the_logs_is_bad() throws Exception {
        Files.writeString(logs.resolve("a.log"), "a line\n");
        Files.createSymbolicLink(logs.resolve("b.log"), Path.of("/etc/passwd"));
        assertBad(inspector.inspect(folderNode(logs.toString())), Aspect.DIRECTORY, "b.log is a symbolic link");
    }

    @Test
    void the_folder_of_a_server_that_is_down_is_checked() throws Exception {
        Files.writeString(logs.resolve("postgresql.log"), "a line\n");
        NodeInspection inspection =
                inspector.inspect(node(1, "reader", "secret", new LogLocation.Directory(logs.toString())));
        assertBad(inspection, Aspect.REACHABLE, "can't be reached");
        assertThat(finding(inspection, Aspect.DIRECTORY).verdict()).isEqualTo(Verdict.GOOD);
    }

    private void assertCuredBy(NodeInspection refused, Aspect aspect, Node node) throws Exception {
        assertCuredBy(server, refused, aspect, node);
    }

    private void assertCuredBy(LogServer at, NodeInspection refused, Aspect aspect, Node node) throws Exception {
        run(at, finding(refused, aspect).commands());
        assertThat(finding(inspector.inspect(node), aspect).verdict()).isEqualTo(Verdict.GOOD);
    }

    private static void run(LogServer at, List<String> commands) throws SQLException {
        assertThat(commands).isNotEmpty();
        for (String command : commands) {
            at.execute(command);
        }
    }

    private static void reload(LogServer at, String destination) throws SQLException {
        at.execute("SELECT pg_reload_conf()");
        await().until(() -> at.query("SHOW log_destination").equals(destination));
    }

    private static void assertBad(NodeInspection inspection, Aspect aspect, String... words) {
        Finding finding = finding(inspection, aspect);
        assertThat(finding.verdict()).as(finding.text()).isEqualTo(Verdict.BAD);
        assertThat(finding.text()).contains(Arrays.asList(words));
        assertThat(inspection.isGood()).isFalse();
    }

    private static Finding finding(NodeInspection inspection, Aspect aspect) {
        return inspection.findings().get(aspect.ordinal());
    }

    private static List<String> texts(NodeInspection inspection) {
        return inspection.findings().stream().map(Finding::text).toList();
    }

    private static Node folderNode(String path) {
        return new Node(
                new NodeId("06f1c2ad57604ae89e153e4d27f4e4b8no03"),
                "orders_node0",
                NodeRole.MASTER,
                Optional.empty(),
                new LogLocation.Directory(path));
    }

    private static Node node(int port, String user, String password, LogLocation log) {
        return new Node(
                new NodeId("06f1c2ad57604ae89e153e4d27f4e4b8no03"),
                "orders_node0",
                NodeRole.MASTER,
                Optional.of(new NodeAddress(
                        "127.0.0.1", port, "postgres", user, new Secret(password), "disable", Optional.empty())),
                log);
    }
}
