package io.logferry.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.TestClock;
import io.logferry.embedded.TestPostgres;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.id.Secret;
import io.logferry.instance.Fleet;
import io.logferry.instance.Instance;
import io.logferry.instance.InstanceStatus;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeRole;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.node.NodeLogSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceHealthTest {
    private final TestClock clock = new TestClock();
    private final InstanceHealth health = new InstanceHealth(new NodeLogSource(LogSource.Limits.NONE, clock), clock);
    private final AtomicInteger connections = new AtomicInteger();

    @TempDir
    Path folder;

    private ServerSocket down;

    /** A host that takes connections and drops them: what callers cost it can be counted. */
    @BeforeEach
    void listen() throws IOException {
        down = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!down.isClosed()) {
                try {
                    down.accept().close();
                    connections.incrementAndGet();
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        health.close();
        down.close();
    }

    @Test
    void many_callers_share_one_probe_of_a_host_that_is_down() throws Exception {
        Instance instance = instance(sql(0, down.getLocalPort()));
        List<Callable<Health>> callers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            callers.add(() -> health.check(instance.nodes()));
        }

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Health> answer : threads.invokeAll(callers)) {
                assertThat(answer.get()).isInstanceOf(Health.Faulty.class);
            }
        }

        assertThat(connections).hasValue(1);
    }

    @Test
    void a_few_probes_at_a_time_check_nodes_that_hang_and_no_other_node_becomes_bad() throws Exception {
        java.nio.file.Files.writeString(folder.resolve("a.log"), "2026-11-24 08:00:00 UTC LOG:  ready\n");
        Instance good = instance(inFolder(0));
        List<Socket> held = Collections.synchronizedList(new ArrayList<>());
        NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, clock);
        try (ServerSocket hanging = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                InstanceHealth busy = new InstanceHealth(
                        source, new Fleet(List.of(), List.of()), clock, Duration.ofSeconds(1), Duration.ofMinutes(1))) {
            callers.execute(() -> hold(hanging, held));
            for (int i = 1; i <= 10 * NodeProbes.AT_ONCE; i++) {
                Instance bad = instance(sql(i, hanging.getLocalPort()));
                callers.submit(() -> busy.check(bad.nodes()));
            }
            await().until(() -> held.size() >= NodeProbes.AT_ONCE);

            assertThat(busy.check(good.nodes())).isInstanceOf(Health.Working.class);
            // each is given up after some seconds, and then the next has its turn
            assertThat(held).hasSizeLessThan(5 * NodeProbes.AT_ONCE);
            hanging.close();
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    private static void hold(ServerSocket from, List<Socket> held) {
        try {
            while (!from.isClosed()) {
                held.add(from.accept());
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    @Test
    void a_bad_node_is_remembered_for_thirty_seconds_and_then_probed_again() throws Exception {
        Instance instance = instance(sql(0, down.getLocalPort()));
        health.check(instance.nodes());

        clock.advance(NodeProbes.BAD_FOR.minusSeconds(1));
        health.check(instance.nodes());
        assertThat(connections).hasValue(1);

        clock.advance(Duration.ofSeconds(2));
        health.check(instance.nodes());
        assertThat(connections).hasValue(2);
    }

    @Test
    void the_reason_names_the_node_and_not_its_host() throws Exception {
        Instance instance = instance(sql(0, down.getLocalPort()));

        Health.Faulty faulty = (Health.Faulty) health.check(instance.nodes());

        assertThat(faulty.reason())
                .startsWith("Node node0 ")
                .endsWith(".")
                .doesNotContain("127.0.0.1")
                .doesNotContain(String.valueOf(down.getLocalPort()));
    }

    @Test
    void one_node_that_can_be_read_makes_the_instance_work() throws Exception {
        java.nio.file.Files.writeString(folder.resolve("a.log"), "2026-11-24 08:00:00 UTC LOG:  ready\n");
        Instance instance = instance(sql(0, down.getLocalPort()), inFolder(1));

        assertThat(health.check(instance.nodes())).isInstanceOf(Health.Working.class);
    }

    @Test
    void a_refused_login_has_its_own_reason() throws Exception {
        Instance instance = instance(sql(0, TestPostgres.shared().server().port()));

        assertThat(health.check(instance.nodes()))
                .isInstanceOfSatisfying(
                        Health.Faulty.class,
                        faulty -> assertThat(faulty.reason()).contains("refuses the login"));
    }

    @Test
    void a_node_that_was_read_again_is_used_at_once() throws Exception {
        Instance instance = instance(sql(0, down.getLocalPort()));
        health.check(instance.nodes());

        health.wasRead(instance.nodes().getFirst());

        assertThat(health.check(instance.nodes())).isInstanceOf(Health.Working.class);
    }

    @Test
    void a_change_is_one_line_of_the_log_with_the_names_of_instance_and_node() throws Exception {
        Instance instance = instance(sql(7, down.getLocalPort()));
        Node node = instance.nodes().getFirst();
        NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, clock);
        Fleet inventory = new Fleet(List.of(), List.of(instance));
        try (LoggedLines lines = LoggedLines.of(NodeProbes.class);
                InstanceHealth told = new InstanceHealth(source, inventory, clock)) {
            for (int i = 0; i < 4; i++) {
                told.check(instance.nodes());
                clock.advance(NodeProbes.BAD_FOR.plusSeconds(1));
            }
            assertThat(lines.about("node7"))
                    .singleElement()
                    .asString()
                    .startsWith("the log of node node7 of instance orders can't be read: Node node7 ");

            told.wasRead(node);
            told.wasRead(node);
            assertThat(lines.about("node7"))
                    .hasSize(2)
                    .last()
                    .isEqualTo("the log of node node7 of instance orders can be read again");
        }
    }

    @Test
    void a_node_is_used_at_once_after_its_declaration_is_corrected() throws Exception {
        java.nio.file.Files.writeString(folder.resolve("a.log"), "2026-11-24 08:00:00 UTC LOG:  ready\n");
        Instance wrong = instance(sql(0, down.getLocalPort()));
        assertThat(health.check(wrong.nodes())).isInstanceOf(Health.Faulty.class);

        Instance mended = instance(inFolder(0));

        assertThat(health.check(mended.nodes())).isInstanceOf(Health.Working.class);
    }

    @Test
    void a_log_that_kept_changing_does_not_make_its_node_faulty() throws Exception {
        Instance instance = instance(inFolder(0));
        java.nio.file.Files.writeString(folder.resolve("a.log"), "2026-11-24 08:00:00 UTC LOG:  ready\n");

        health.couldNotBeRead(
                instance.nodes().getFirst(),
                new LogSourceException(LogSourceException.Fault.CHANGED, "node node0 kept rotating its log"));

        assertThat(health.check(instance.nodes())).isInstanceOf(Health.Working.class);
    }

    private static Instance instance(Node... nodes) {
        return new Instance(
                new InstanceId("3d39c18788b54a919bab633874c159dfin03"),
                new ProjectId("0483b6b16e954cb88930a360d2c4e663"),
                "orders",
                InstanceStatus.ACTIVE,
                "",
                List.of(nodes));
    }

    private static Node sql(int number, int port) {
        NodeAddress address = new NodeAddress(
                "127.0.0.1", port, "postgres", "nobody", new Secret("wrong"), "disable", Optional.empty());
        return node(number, Optional.of(address), new LogLocation.Sql(Optional.empty()));
    }

    private Node inFolder(int number) {
        return node(number, Optional.empty(), new LogLocation.Directory(folder.toString()));
    }

    private static Node node(int number, Optional<NodeAddress> address, LogLocation log) {
        NodeId id = new NodeId("%032xno03".formatted(number + 1));
        return new Node(id, "node" + number, number == 0 ? NodeRole.MASTER : NodeRole.SLAVE, address, log);
    }
}
