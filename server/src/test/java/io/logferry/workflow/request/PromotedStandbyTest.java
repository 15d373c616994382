package io.logferry.workflow.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.TestClock;
import io.logferry.embedded.TestPostgres;
import io.logferry.export.Export;
import io.logferry.export.ExportFile;
import io.logferry.export.ExportKind;
import io.logferry.export.ExportRequest;
import io.logferry.export.ExportRequest.Compression;
import io.logferry.health.InstanceHealth;
import io.logferry.health.SeenInstance.SeenNode;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.instance.Instance;
import io.logferry.instance.InstanceStatus;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeRole;
import io.logferry.source.LogServer;
import io.logferry.source.LogSource;
import io.logferry.source.ReplicatedServers;
import io.logferry.source.node.NodeLogSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real standby is promoted: from then on it is the primary, whatever the inventory says. */
class PromotedStandbyTest {
    private static final ExportRequest PACKED = new ExportRequest(
            ExportKind.ERROR_LOG,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new TreeSet<>(),
            Compression.GZIP);

    private final TestPostgres.Database state = TestPostgres.shared().migrated();
    private final TestClock clock = new TestClock();
    private final NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, clock);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_present_primary_comes_first_and_a_workflow_keeps_its_order(boolean inFolders) throws Exception {
        try (InstanceHealth health = new InstanceHealth(source, clock);
                ReplicatedServers servers = ReplicatedServers.start(TestPostgres.binaries(), folder.resolve("pair"))) {
            LogServer primary = servers.server(ReplicatedServers.Role.PRIMARY);
            LogServer standby = servers.server(ReplicatedServers.Role.STANDBY);
            Node a = node(servers, primary, "a", NodeRole.MASTER, inFolders);
            Node b = node(servers, standby, "b", NodeRole.SLAVE, inFolders);
            Node replica = folderNode("c", NodeRole.READ_REPLICA);
            Instance instance = new Instance(
                    InstanceId.random(),
                    ProjectId.random(),
                    "orders",
                    InstanceStatus.ACTIVE,
                    "",
                    List.of(a, b, replica));
            RequestDownload download =
                    new Requests(state, source, health, folder.resolve("store")).replica(clock, Duration.ofMinutes(5));
            assertThat(seen(health, instance)).containsExactly("a master", "b slave", "c readreplica");
            Export before = request(download, instance, ExportRequest.everything(ExportKind.ERROR_LOG));
            assertThat(names(before)).containsExactly("a", "b", "c");

            primary.close();
            try (Connection connection =
                            standby.postgres().dataSource("postgres").getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_promote(true, 60)");
            }
            clock.advance(Duration.ofSeconds(2));

            Export after = request(download, instance, PACKED);
            assertThat(names(after)).containsExactly("b", "a", "c");
            assertThat(names(request(download, instance, ExportRequest.everything(ExportKind.ERROR_LOG))))
                    .as("of the workflow that was begun before")
                    .containsExactly("a", "b", "c");
            // nobody waits for the look at the node that is down
            await().untilAsserted(() ->
                    assertThat(seen(health, instance)).containsExactly("b master", "a slave", "c readreplica"));

            standby.close();
            clock.advance(Duration.ofSeconds(31));
            health.problems(instance.nodes());
            assertThat(seen(health, instance))
                    .as("nobody can be asked any more: the inventory's word")
                    .containsExactly("a master", "b slave", "c readreplica");
        }
    }

    private static List<String> seen(InstanceHealth health, Instance instance) {
        return health.seen(instance).nodes().stream()
                .map((SeenNode seen) -> seen.node().name() + " " + seen.role().word())
                .toList();
    }

    private static List<String> names(Export export) {
        return export.files().stream().map(ExportFile::nodeName).toList();
    }

    private Export request(RequestDownload download, Instance instance, ExportRequest request) throws Exception {
        return ((DownloadAnswer.Described) download.request(instance, request, Requests.BASE)).export();
    }

    private static Node node(
            ReplicatedServers servers, LogServer server, String name, NodeRole role, boolean inFolder) {
        NodeAddress address = new NodeAddress(
                "127.0.0.1",
                server.postgres().port(),
                "postgres",
                ReplicatedServers.READER,
                servers.reader(),
                "disable",
                Optional.empty());
        LogLocation log = inFolder
                ? new LogLocation.Directory(server.logFolder().toString())
                : new LogLocation.Sql(Optional.empty());
        return new Node(NodeId.random(), name, role, Optional.of(address), log);
    }

    private Node folderNode(String name, NodeRole role) throws Exception {
        Path logs = Files.createDirectory(folder.resolve(name));
        Files.writeString(logs.resolve("a.log"), "LOG:  one\n");
        return new Node(NodeId.random(), name, role, Optional.empty(), new LogLocation.Directory(logs.toString()));
    }
}
