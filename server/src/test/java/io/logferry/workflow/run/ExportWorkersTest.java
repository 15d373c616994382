package io.logferry.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.embedded.TestPostgres;
import io.logferry.export.Export;
import io.logferry.export.ExportRun;
import io.logferry.export.ExportTable;
import io.logferry.health.InstanceHealth;
import io.logferry.id.NodeId;
import io.logferry.id.ObjectKey;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import io.logferry.instance.Instance;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import io.logferry.source.LogSource;
import io.logferry.source.node.NodeLogSource;
import io.logferry.store.Bucket;
import io.logferry.store.ForwardingStore;
import io.logferry.store.LogStore;
import io.logferry.store.LogStore.Upload;
import io.logferry.store.local.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportWorkersTest {
    private static final Clock CLOCK = Clock.systemUTC();

    private final TestPostgres.Database state = TestPostgres.shared().migrated();
    private final ExportTable exports = new ExportTable(state.jdbi());

    @TempDir
    private Path folder;

    @Test
    void an_export_starts_at_once_although_the_next_poll_is_an_hour_away() throws IOException {
        NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, CLOCK);
        try (InstanceHealth health = new InstanceHealth(source, CLOCK)) {
            ExportWorkers workers = workers(source, health, Duration.ofHours(1));
            workers.start();
            // the poll at the start may find the first one; only the notification finds the others
            for (int number = 0; number < 3; number++) {
                WorkflowId id = enqueue(workers);
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> !exports.find(id).orElseThrow().isRunning());
            }
            workers.stop();
        }
    }

    @Test
    void an_export_ends_although_a_run_that_died_took_it_over_too_late() throws IOException {
        NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, CLOCK);
        try (InstanceHealth health = new InstanceHealth(source, CLOCK);
                Handle holding = state.jdbi().open()) {
            ExportWorkers workers = workers(source, health, Duration.ofMillis(100));
            WorkflowId id = enqueue(workers);
            holding.begin();
            holding.select("SELECT 1 FROM export_file WHERE workflow_id = ? FOR UPDATE", id.value())
                    .mapTo(Integer.class)
                    .one();
            workers.start();
            await().atMost(Duration.ofMinutes(2)).until(() -> attempt(id) == 1);
            // a worker that picked it before stalled, was given up, continues, begins a run, and dies with its replica
            exports.beginRun(id);
            holding.rollback();

            await().atMost(Duration.ofMinutes(2))
                    .until(() -> !exports.find(id).orElseThrow().isRunning());
            workers.stop();
        }
    }

    @Test
    void the_task_of_an_export_stays_if_another_run_takes_the_export_over_while_it_is_given_up() throws IOException {
        NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, CLOCK);
        Path log =
                Files.writeString(Files.createDirectory(folder.resolve("log")).resolve("a.log"), "LOG:  one\n");
        Node node = new Node(
                NodeId.random(),
                "orders_node0",
                NodeRole.MASTER,
                Optional.empty(),
                new LogLocation.Directory(log.getParent().toString()));
        Export export = RunningExport.of(List.of(node), CLOCK.instant().truncatedTo(ChronoUnit.MILLIS));
        AtomicReference<ExportRun> other = new AtomicReference<>();
        AtomicInteger removed = new AtomicInteger();
        LogStore store = new ForwardingStore(store()) {
            @Override
            public Upload begin(ObjectKey key, long expectedBytes) {
                throw new IllegalStateException("broken off");
            }

            @Override
            public void discard(ProjectId project, WorkflowId workflow) throws IOException {
                super.discard(project, workflow);
                other.set(exports.beginRun(workflow).orElseThrow());
            }

            @Override
            public void remove(ObjectKey key) throws IOException {
                super.remove(key);
                removed.incrementAndGet();
            }
        };
        try (InstanceHealth health = new InstanceHealth(source, CLOCK)) {
            List<Instance> instances = List.of(RunningExport.instanceOf(export, List.of(node)));
            ExportWorkers workers =
                    new Replica(state, source, health, store, instances, CLOCK).workers(1, Duration.ofMillis(100));
            enqueue(workers, export);
            execute(
                    "UPDATE export SET failed_runs = 7 WHERE workflow_id = ?",
                    export.id().value());
            workers.start();
            await().atMost(Duration.ofMinutes(2)).until(() -> removed.get() > 0);
            workers.stop();
        }

        assertThat(tasks("", export.id())).isEqualTo(1);
        other.get().succeeded(CLOCK.instant());
        assertThat(exports.find(export.id()).orElseThrow().state()).isInstanceOf(Export.Succeeded.class);
    }

    @Test
    void an_export_of_a_later_kind_is_left_to_a_replica_that_knows_the_kind() throws IOException {
        NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, CLOCK);
        try (InstanceHealth health = new InstanceHealth(source, CLOCK)) {
            ExportWorkers workers = workers(source, health, Duration.ofMillis(100));
            WorkflowId later = enqueue(workers);
            execute("UPDATE export SET kind = 'SLOW_LOG' WHERE workflow_id = ?", later.value());
            WorkflowId known = enqueue(workers);
            workers.start();
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> !exports.find(known).orElseThrow().isRunning());
            await().atMost(Duration.ofMinutes(2)).until(() -> tasks("NOT picked AND version > 1 AND ", later) == 1);

            assertThat(one("SELECT attempt + failed_runs + deaths FROM export WHERE workflow_id = ?", later.value()))
                    .isZero();
            execute("UPDATE export SET kind = 'ERROR_LOG' WHERE workflow_id = ?", later.value());
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> !exports.find(later).orElseThrow().isRunning());
            workers.stop();
        }
    }

    @Test
    void an_export_of_a_later_kind_is_not_taken_over_from_a_replica_that_died() throws IOException {
        NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, CLOCK);
        try (InstanceHealth health = new InstanceHealth(source, CLOCK)) {
            ExportWorkers workers = workers(source, health, Duration.ofMillis(100));
            WorkflowId later = enqueue(workers);
            execute("UPDATE export SET kind = 'SLOW_LOG' WHERE workflow_id = ?", later.value());
            WorkflowId known = enqueue(workers);
            // both are checked in one round, the one with the older heartbeat first
            die(later, Duration.ofHours(2));
            die(known, Duration.ofHours(1));
            workers.start();
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> !exports.find(known).orElseThrow().isRunning());
            workers.stop();

            assertThat(one("SELECT attempt + failed_runs + deaths FROM export WHERE workflow_id = ?", later.value()))
                    .isZero();
            assertThat(tasks("picked_by = 'dead' AND ", later)).isEqualTo(1);
        }
    }

    /** The replica that runs the export has died. */
    private void die(WorkflowId id, Duration ago) {
        execute(
                "UPDATE scheduled_tasks SET picked = true, picked_by = 'dead', last_heartbeat = now() - CAST(? AS interval)"
                        + " WHERE task_instance = ?",
                ago.toString(),
                id.toString());
    }

    private int tasks(String condition, WorkflowId id) {
        return one("SELECT count(*) FROM scheduled_tasks WHERE " + condition + "task_instance = ?", id.toString());
    }

    private int one(String query, Object argument) {
        return state.jdbi()
                .withHandle(handle ->
                        handle.select(query, argument).mapTo(Integer.class).one());
    }

    private void execute(String statement, Object... arguments) {
        state.jdbi().useHandle(handle -> handle.execute(statement, arguments));
    }

    private int attempt(WorkflowId id) {
        return one("SELECT attempt FROM export WHERE workflow_id = ?", id.value());
    }

    private ExportWorkers workers(NodeLogSource source, InstanceHealth health, Duration polling) throws IOException {
        return new Replica(state, source, health, store(), List.of(), CLOCK).workers(1, polling);
    }

    private LocalStore store() throws IOException {
        return LocalStore.open(folder, new Bucket("logferry"), false, CLOCK);
    }

    /** An export that ends quickly: its instance is no longer in the inventory. */
    private WorkflowId enqueue(ExportWorkers workers) {
        return enqueue(workers, RunningExport.ofOneNode(CLOCK.instant().truncatedTo(ChronoUnit.MILLIS)));
    }

    private WorkflowId enqueue(ExportWorkers workers, Export export) {
        state.jdbi().useTransaction(handle -> {
            exports.insert(handle, export);
            workers.enqueue(handle, export.id());
        });
        return export.id();
    }
}
