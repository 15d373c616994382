package io.logferry.workflow.run;

import static org.awaitility.Awaitility.await;

import io.logferry.embedded.TestPostgres;
import io.logferry.export.Export;
import io.logferry.export.ExportTable;
import io.logferry.export.RetentionRules;
import io.logferry.health.InstanceHealth;
import io.logferry.id.WorkflowId;
import io.logferry.instance.Fleet;
import io.logferry.source.LogSource;
import io.logferry.source.node.NodeLogSource;
import io.logferry.store.Bucket;
import io.logferry.store.local.LocalStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportWorkersTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final RetentionRules RULES = new RetentionRules(Duration.ofDays(1), Duration.ofHours(1));

    private final TestPostgres.Database state = TestPostgres.shared().migrated();
    private final ExportTable exports = new ExportTable(state.jdbi());

    @TempDir
    private Path folder;

    @Test
    void an_export_begins_at_once_where_the_next_poll_is_an_hour_away() throws IOException {
        NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, CLOCK);
        try (InstanceHealth health = new InstanceHealth(source, CLOCK)) {
            ExportWorkers workers = workers(source, health, Duration.ofHours(1));
            workers.start();
            // The first may still be found by the poll at the start; those after it only by who is woken.
            for (int number = 0; number < 3; number++) {
                WorkflowId id = enqueue(workers);
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> !exports.find(id).orElseThrow().isRunning());
            }
            workers.stop();
        }
    }

    @Test
    void an_export_that_a_dead_run_took_over_too_late_comes_to_its_end_all_the_same() throws IOException {
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
            // A worker that had picked it before, stalled, was given up, wakes, begins, and dies with its replica.
            exports.beginRun(id);
            holding.rollback();

            await().atMost(Duration.ofMinutes(2))
                    .until(() -> !exports.find(id).orElseThrow().isRunning());
            workers.stop();
        }
    }

    private int attempt(WorkflowId id) {
        return state.jdbi()
                .withHandle(handle -> handle.select("SELECT attempt FROM export WHERE workflow_id = ?", id.value())
                        .mapTo(Integer.class)
                        .one());
    }

    private ExportWorkers workers(NodeLogSource source, InstanceHealth health, Duration polling) throws IOException {
        LocalStore store = LocalStore.open(folder, new Bucket("logferry"), false, CLOCK);
        ExportMetrics metrics = new ExportMetrics(new SimpleMeterRegistry());
        RunExport run = new RunExport(
                exports,
                new Fleet(List.of(), List.of()),
                source,
                store,
                health,
                metrics,
                new RunExport.Limits(4, OptionalLong.empty()),
                CLOCK);
        return new ExportWorkers(
                state.dataSource(), run, new ExpireExports(exports, store, RULES, CLOCK), 1, polling, CLOCK);
    }

    /** An export that ends quickly: its instance is no longer in the inventory. */
    private WorkflowId enqueue(ExportWorkers workers) {
        Instant now = CLOCK.instant().truncatedTo(ChronoUnit.MILLIS);
        Export export = RunningExport.ofOneNode(now);
        state.jdbi().useTransaction(handle -> {
            exports.insert(handle, export);
            workers.enqueue(handle, export.id());
        });
        return export.id();
    }
}
