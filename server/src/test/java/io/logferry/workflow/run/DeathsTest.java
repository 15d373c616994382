package io.logferry.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.embedded.TestPostgres;
import io.logferry.export.Export;
import io.logferry.export.ExportTable;
import io.logferry.export.FailedRuns;
import io.logferry.health.InstanceHealth;
import io.logferry.id.NodeId;
import io.logferry.id.WorkflowId;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that die while they run exports, and those that only seem to. */
class DeathsTest {
    private static final Clock CLOCK = Clock.tick(Clock.systemUTC(), Duration.ofMillis(1));
    private static final int BYTES = 6;
    private static final Duration LONG = Duration.ofMinutes(5);

    private final TestPostgres.Database state = TestPostgres.shared().migrated();
    private final Jdbi jdbi = state.jdbi();
    private final ExportTable exports = new ExportTable(jdbi);
    private final FailedRuns failedRuns = new FailedRuns(jdbi);
    private final GatedSource source = new GatedSource();
    private final List<Instance> instances = new ArrayList<>();

    private InstanceHealth health;
    private ExportWorkers workers;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        health = new InstanceHealth(source, CLOCK);
    }

    @AfterEach
    void stop() {
        source.gate.release(1000);
        if (workers != null) {
            workers.stop();
        }
        health.close();
    }

    @Test
    void deaths_beside_other_exports_do_not_count_against_an_export() throws IOException {
        WorkflowId id = insert();

        for (int death = 1; death <= 20; death++) {
            exports.beginRun(id);
            assertThat(failedRuns.died(id)).isZero();
        }

        assertThat(failedRuns.isSuspect(id)).isTrue();
    }

    @Test
    void deaths_of_a_replica_that_ran_nothing_else_are_counted() throws IOException {
        WorkflowId id = insert();

        for (int death = 1; death <= 3; death++) {
            failedRuns.isSuspect(id);
            failedRuns.runsAlone(id);
            assertThat(failedRuns.died(id)).isEqualTo(death);
        }
        failedRuns.isSuspect(id); // picked by another replica, which dies before it begins
        assertThat(failedRuns.died(id)).isEqualTo(3);
    }

    @Test
    void an_export_that_replicas_may_have_died_of_runs_alone() throws IOException {
        WorkflowId suspect = insert();
        failedRuns.died(suspect);
        failedRuns.died(suspect);
        WorkflowId other = insert();
        WorkflowId third = insert();
        workers = workers(2);
        enqueue(other);
        workers.start();
        await().atMost(LONG).until(() -> source.running.get() == 1);

        enqueue(suspect);
        await().atMost(LONG).until(() -> isPicked(suspect));
        enqueue(third);
        source.gate.release(3);

        for (WorkflowId id : List.of(suspect, other, third)) {
            await().atMost(LONG).until(() -> !exports.find(id).orElseThrow().isRunning());
            assertThat(exports.find(id).orElseThrow().state()).isInstanceOf(Export.Succeeded.class);
        }
        assertThat(source.mostBeside(suspect, exports)).isEqualTo(1);
    }

    @Test
    void a_living_run_whose_heartbeat_was_late_is_not_taken_over() throws IOException {
        WorkflowId id = insert();
        workers = workers(1);
        enqueue(id);
        workers.start();
        await().atMost(LONG).until(() -> source.running.get() == 1);

        for (int round = 0; round < 5; round++) {
            jdbi.useHandle(handle -> handle.execute(
                    "UPDATE scheduled_tasks SET last_heartbeat = now() - interval '1 hour' WHERE task_instance = ?",
                    id.toString()));
            await().atMost(LONG).until(() -> heartbeatIsFresh(id));
        }
        source.gate.release();

        await().atMost(LONG).until(() -> !exports.find(id).orElseThrow().isRunning());
        assertThat(attempt(id)).isEqualTo(1);
    }

    @Test
    void a_task_that_was_scheduled_before_the_clock_was_set_back_does_not_wait_for_that_time() throws IOException {
        WorkflowId id = insert();
        workers = workers(1);
        enqueue(id);
        jdbi.useHandle(
                handle -> handle.execute(
                        "UPDATE scheduled_tasks SET execution_time = now() + interval '2 hours', last_heartbeat = now() + interval '2 hours'"));
        source.gate.release();

        workers.start();

        await().atMost(LONG).until(() -> !exports.find(id).orElseThrow().isRunning());
    }

    @Test
    void an_export_starts_at_once_even_if_the_clock_of_the_replica_that_took_the_request_is_wrong() throws IOException {
        WorkflowId id = insert();
        workers = workers(1, Clock.offset(CLOCK, Duration.ofHours(2)));
        enqueue(id);
        workers.stop();
        workers = workers(1, Clock.offset(CLOCK, Duration.ofHours(-2)));
        source.gate.release();

        workers.start();

        await().atMost(LONG).until(() -> !exports.find(id).orElseThrow().isRunning());
    }

    private ExportWorkers workers(int count) throws IOException {
        return workers(count, CLOCK);
    }

    private ExportWorkers workers(int count, Clock clock) throws IOException {
        LocalStore store = LocalStore.open(folder, new Bucket("logferry"), false, CLOCK);
        return new Replica(state, source, health, store, instances, clock).workers(count, Duration.ofMillis(100));
    }

    /** Before the workers are made: they know the instances of that moment. */
    private WorkflowId insert() {
        Node node = new Node(
                NodeId.random(), "node", NodeRole.MASTER, Optional.empty(), new LogLocation.Directory("/nonexistent"));
        Export export = RunningExport.of(List.of(node), CLOCK.instant());
        jdbi.useTransaction(handle -> exports.insert(handle, export));
        instances.add(RunningExport.instanceOf(export, List.of(node)));
        return export.id();
    }

    private void enqueue(WorkflowId id) {
        jdbi.useTransaction(handle -> workers.enqueue(handle, id));
    }

    private boolean isPicked(WorkflowId id) {
        return one("SELECT count(*) FROM scheduled_tasks WHERE picked AND task_instance = ?", id.toString()) == 1;
    }

    private boolean heartbeatIsFresh(WorkflowId id) {
        return one(
                        "SELECT count(*) FROM scheduled_tasks WHERE last_heartbeat > now() - interval '1 minute' AND task_instance = ?",
                        id.toString())
                == 1;
    }

    private int attempt(WorkflowId id) {
        return one("SELECT attempt FROM export WHERE workflow_id = ?", id.value());
    }

    private int one(String query, Object argument) {
        return jdbi.withHandle(
                handle -> handle.select(query, argument).mapTo(Integer.class).one());
    }

    /** A node's log, which comes when the test lets it. */
    private static final class GatedSource implements LogSource {
        private final Semaphore gate = new Semaphore(0);
        private final AtomicInteger running = new AtomicInteger();
        private final List<String> sightings = Collections.synchronizedList(new ArrayList<>());

        @Override
        public LogSource.Reading copyTo(Node node, LogSink sink) throws InterruptedException {
            sightings.add(node.id() + " " + running.incrementAndGet());
            try {
                gate.acquire();
                sink.begin(new LogDialect(LogFormat.STDERR, "", ""), BYTES);
                sink.beginFile("postgresql.log", CLOCK.instant());
                sink.write(ByteBuffer.wrap(new byte[BYTES]));
                return new LogSource.Reading(LogFormat.STDERR, BYTES, List.of());
            } finally {
                running.decrementAndGet();
            }
        }

        int mostBeside(WorkflowId id, ExportTable exports) {
            String node =
                    exports.find(id).orElseThrow().files().getFirst().node().value();
            return sightings.stream()
                    .filter(one -> one.startsWith(node))
                    .mapToInt(one -> Integer.parseInt(one.split(" ")[1]))
                    .max()
                    .orElseThrow();
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
}
