package io.logferry.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.embedded.TestPostgres;
import io.logferry.export.Export;
import io.logferry.export.ExportFile;
import io.logferry.export.ExportTable;
import io.logferry.health.InstanceHealth;
import io.logferry.id.NodeId;
import io.logferry.instance.Instance;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import io.logferry.source.LogSink;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.node.NodeLogSource;
import io.logferry.store.Bucket;
import io.logferry.store.local.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance of more nodes than are copied at once. */
class NodesAtOnceTest {
    private static final int AT_ONCE = 2;
    private static final int NODES = 3 * AT_ONCE;

    private final Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofMillis(1));
    private final TestPostgres.Database state = TestPostgres.shared().migrated();
    private final Jdbi jdbi = state.jdbi();
    private final ExportTable exports = new ExportTable(jdbi);

    @TempDir
    private Path folder;

    @Test
    void all_nodes_are_copied_but_not_more_at_once_than_memory_allows() throws Exception {
        CountedSource source = new CountedSource(new NodeLogSource(LogSource.Limits.NONE, clock));
        List<Node> nodes = nodes();
        Export export = RunningExport.of(nodes, clock.instant());
        jdbi.useTransaction(handle -> exports.insert(handle, export));
        try (InstanceHealth health = new InstanceHealth(source, clock)) {
            LocalStore store = LocalStore.open(folder.resolve("store"), new Bucket("logferry"), false, clock);
            List<Instance> instances = List.of(RunningExport.instanceOf(export, nodes));
            new Replica(state, source, health, store, instances, clock)
                    .runExport(new RunExport.Limits(AT_ONCE, OptionalLong.empty()))
                    .run(export.id());
        }
        Export ended = exports.find(export.id()).orElseThrow();
        assertThat(ended.files()).allSatisfy(file -> assertThat(file.state()).isInstanceOf(ExportFile.Stored.class));
        assertThat(source.most).hasValue(AT_ONCE);
    }

    /** Each copy waits until another one is there, so that as many as may be are at it at the same time. */
    private static final class CountedSource implements LogSource {
        private final LogSource source;
        private final CyclicBarrier together = new CyclicBarrier(AT_ONCE);
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        private CountedSource(LogSource source) {
            this.source = source;
        }

        @Override
        public LogSource.Reading copyTo(Node node, LogSink sink) throws LogSourceException, InterruptedException {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                together.await(1, TimeUnit.MINUTES);
                return source.copyTo(node, sink);
            } catch (BrokenBarrierException | TimeoutException alone) {
                throw new AssertionError("nodes are not copied side by side", alone);
            } finally {
                now.decrementAndGet();
            }
        }

        @Override
        public <T> T browse(Node node, Instant since, LogSource.Browser<T> browser)
                throws LogSourceException, InterruptedException {
            return source.browse(node, since, browser);
        }

        @Override
        public void probe(Node node) throws LogSourceException, InterruptedException {
            source.probe(node);
        }
    }

    private List<Node> nodes() throws IOException {
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Files.writeString(logs.resolve("postgresql.log"), "2026-11-24 08:00:00 UTC [1] LOG:  ready\n");
        return IntStream.range(0, NODES)
                .mapToObj(number -> new Node(
                        NodeId.random(),
                        "orders_node" + number,
                        number == 0 ? NodeRole.MASTER : NodeRole.SLAVE,
                        Optional.empty(),
                        new LogLocation.Directory(logs.toString())))
                .toList();
    }
}
