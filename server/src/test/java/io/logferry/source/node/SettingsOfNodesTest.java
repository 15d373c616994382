package io.logferry.source.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.embedded.TestPostgres;
import io.logferry.id.NodeId;
import io.logferry.instance.LogLocation;
import io.logferry.instance.LogLocation.DeclaredLines;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeRole;
import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.retry.Patience;
import io.logferry.source.CollectingSink;
import io.logferry.source.LogServer;
import io.logferry.source.LogSource;
import io.logferry.source.RecentFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which settings the records are read with: PostgreSQL's, else those of the inventory, else the last known ones, also from before a restart. */
class SettingsOfNodesTest {
    private static final DeclaredLines INVENTORY = new DeclaredLines(Optional.of("%t "), Optional.of("Asia/Shanghai"));
    private static final LogDialect AS_INVENTORY_SAYS = new LogDialect(LogFormat.CSVLOG, "%t ", "Asia/Shanghai");
    private static final LogDialect AS_POSTGRESQL_SAYS = new LogDialect(LogFormat.CSVLOG, "%n [%p] ", "Asia/Kolkata");

    private final TestPostgres.Database state = TestPostgres.shared().migrated();
    private final NodeId id = NodeId.random();

    @TempDir
    private Path folder;

    private Path logs;

    @BeforeEach
    void write() throws Exception {
        logs = Files.createDirectory(folder.resolve("logs"));
        Files.writeString(logs.resolve("a.csv"), "");
        Files.writeString(logs.resolve("a.log"), "");
    }

    @Test
    void the_last_known_settings_are_used_after_a_restart_and_by_other_replicas() throws Exception {
        NodeAddress address;
        try (LogServer server = server()) {
            address = server.superuserNode(Optional.empty()).address().orElseThrow();
            assertThat(dialect(replica(), node(address, INVENTORY))).isEqualTo(AS_POSTGRESQL_SAYS);
        }
        assertThat(dialect(replica(), node(address, DeclaredLines.NONE))).isEqualTo(AS_POSTGRESQL_SAYS);
        assertThat(dialect(replica(), node(address, INVENTORY))).isEqualTo(AS_INVENTORY_SAYS);
        DeclaredLines zoneAlone = new DeclaredLines(Optional.empty(), Optional.of("UTC"));
        assertThat(dialect(replica(), node(address, zoneAlone)))
                .isEqualTo(new LogDialect(LogFormat.CSVLOG, "%n [%p] ", "UTC"));
    }

    @Test
    void a_probe_is_enough_to_keep_settings_and_to_replace_them() throws Exception {
        NodeAddress address;
        try (LogServer server = server()) {
            address = server.superuserNode(Optional.empty()).address().orElseThrow();
            replica().probe(node(address, DeclaredLines.NONE));
            server.execute("ALTER SYSTEM SET log_line_prefix = '%m '");
            server.execute("SELECT pg_reload_conf()");
            LogServer.soon().until(() -> server.query("SHOW log_line_prefix").equals("%m "));
            replica().probe(node(address, DeclaredLines.NONE));
        }
        assertThat(dialect(replica(), node(address, DeclaredLines.NONE)))
                .isEqualTo(new LogDialect(LogFormat.CSVLOG, "%m ", "Asia/Kolkata"));
        List<String> rows = state.jdbi()
                .withHandle(handle -> handle.select("SELECT node_id FROM node_settings")
                        .mapTo(String.class)
                        .list());
        assertThat(rows).containsExactly(id.value());
    }

    @Test
    void the_inventory_says_how_to_read_the_log_of_a_node_without_an_address() throws Exception {
        Files.delete(logs.resolve("a.csv"));
        Node node = node(Optional.empty(), INVENTORY);
        assertThat(dialect(replica(), node)).isEqualTo(new LogDialect(LogFormat.STDERR, "%t ", "Asia/Shanghai"));
        CollectingSink sink = new CollectingSink();
        replica().copyTo(node, sink);
        assertThat(sink.dialect().linePrefix()).isEqualTo("%t ");
        assertThat(sink.dialect().timeZone()).isEqualTo("Asia/Shanghai");
    }

    private LogServer server() {
        return LogServer.start(
                folder.resolve("server"),
                Map.of(
                        "log_destination", "csvlog",
                        "log_line_prefix", "%n [%p] ",
                        "log_timezone", "Asia/Kolkata"));
    }

    /** Knows only what is in the state database. */
    private LogSource replica() {
        return new NodeLogSource(LogSource.Limits.NONE, Patience.NONE, InstantSource.system(), state.jdbi());
    }

    private static LogDialect dialect(LogSource source, Node node) throws Exception {
        return source.browse(node, Instant.EPOCH, RecentFiles::dialect);
    }

    private Node node(NodeAddress address, DeclaredLines lines) {
        return node(Optional.of(address), lines);
    }

    private Node node(Optional<NodeAddress> address, DeclaredLines lines) {
        return new Node(
                id, "orders_node0", NodeRole.MASTER, address, new LogLocation.Directory(logs.toString(), lines));
    }
}
