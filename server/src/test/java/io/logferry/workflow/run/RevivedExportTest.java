package io.logferry.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.embedded.TestPostgres;
import io.logferry.export.Export;
import io.logferry.export.ExportTable;
import io.logferry.health.InstanceHealth;
import io.logferry.id.NodeId;
import io.logferry.instance.Instance;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.source.LogSink;
import io.logferry.source.LogSource;
import io.logferry.store.Bucket;
import io.logferry.store.local.LocalStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export whose first run stored the master's file, and broke off before the slave's. */
class RevivedExportTest {
    private static final int BYTES_OF_EACH = 6;

    private final Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofMillis(1));
    private final TestPostgres.Database state = TestPostgres.shared().migrated();
    private final Jdbi jdbi = state.jdbi();
    private final ExportTable exports = new ExportTable(jdbi);
    private final List<Node> nodes = List.of(node(NodeRole.MASTER), node(NodeRole.SLAVE));
    private final Export export = RunningExport.of(nodes, clock.instant());

    @TempDir
    private Path folder;

    @Test
    void the_notes_on_a_file_are_kept_if_an_earlier_run_stored_it() throws Exception {
        runTwice(OptionalLong.empty());

        Export ended = exports.find(export.id()).orElseThrow();
        assertThat(ended.state()).isInstanceOf(Export.Succeeded.class);
        assertThat(ended.notes()).containsExactly("The log of MASTER.", "The log of SLAVE.");
    }

    @Test
    void files_of_an_earlier_run_count_towards_the_largest_size_of_an_export() throws Exception {
        runTwice(OptionalLong.of(2 * BYTES_OF_EACH - 1));

        Export ended = exports.find(export.id()).orElseThrow();
        assertThat(ended.state())
                .isInstanceOfSatisfying(
                        Export.Failed.class,
                        failed -> assertThat(failed.reason())
                                .contains("has at least 12 bytes, and the limit is 11")
                                .contains("logferry.export.max-size"));
    }

    private void runTwice(OptionalLong maxSize) throws IOException {
        jdbi.useTransaction(handle -> exports.insert(handle, export));
        LogSource source = new BreakingOffOnce();
        try (InstanceHealth health = new InstanceHealth(source, clock)) {
            LocalStore store = LocalStore.open(folder, new Bucket("logferry"), false, clock);
            List<Instance> instances = List.of(RunningExport.instanceOf(export, nodes));
            RunExport runExport = new Replica(state, source, health, store, instances, clock)
                    .runExport(new RunExport.Limits(2, maxSize));

            assertThatThrownBy(() -> runExport.run(export.id())).hasMessageContaining("failed unexpectedly");
            runExport.run(export.id());
        }
    }

    /** The same bytes for each node; the slave's first reading ends as only a bug or a broken state database ends it. */
    private static final class BreakingOffOnce implements LogSource {
        private boolean brokeOff;

        @Override
        public LogSource.Reading copyTo(Node node, LogSink sink) throws InterruptedException {
            if (node.role() == NodeRole.SLAVE && !brokeOff) {
                brokeOff = true;
                throw new IllegalStateException("broken off");
            }
            sink.begin(new LogDialect(LogFormat.STDERR, "", ""), BYTES_OF_EACH);
            sink.beginFile("postgresql.log", Instant.EPOCH);
            sink.write(ByteBuffer.wrap(new byte[BYTES_OF_EACH]));
            return new LogSource.Reading(LogFormat.STDERR, BYTES_OF_EACH, List.of("The log of " + node.role() + "."));
        }

        @Override
        public <T> T browse(Node node, Instant since, LogSource.Browser<T> browser) {
            throw new UnsupportedOperationException("nobody looks into these logs");
        }

        @Override
        public void probe(Node node) {
            throw new UnsupportedOperationException("nobody asks for these nodes' health");
        }
    }

    private static Node node(NodeRole role) {
        LogLocation nowhere = new LogLocation.Directory("/nonexistent");
        return new Node(NodeId.random(), "orders_" + role, role, Optional.empty(), nowhere);
    }
}
