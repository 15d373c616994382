package io.logferry.workflow.run;

import io.logferry.export.Export;
import io.logferry.export.ExportFile;
import io.logferry.export.ExportRun;
import io.logferry.export.ExportRun.SupersededException;
import io.logferry.export.ExportTable;
import io.logferry.health.InstanceHealth;
import io.logferry.health.Reasons;
import io.logferry.id.ObjectKey;
import io.logferry.id.WorkflowId;
import io.logferry.instance.Inventory;
import io.logferry.instance.Node;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.store.LogStore;
import io.logferry.store.LogStore.StoredFile;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * What an export does, from top to bottom: it begins; it reads the logs of all nodes at once, and filters, packs, counts, hashes and stores them
 * ({@link ExportPipe}); it ends in success, or in a failure that says what to do. A file that an earlier run has stored is kept.
 */
public final class RunExport {
    private static final Logger LOG = Logger.getLogger(RunExport.class);
    private static final long PROGRESS_MILLIS = 400;

    private final ExportTable exports;
    private final Inventory inventory;
    private final LogSource source;
    private final LogStore store;
    private final InstanceHealth health;
    private final ExportMetrics metrics;
    private final OptionalLong maxSize;
    private final Clock clock;
    private final Semaphore turns;

    /**
     * @param nodesAtOnce how many nodes' logs are copied at once, in all exports together: each copy needs buffers
     * @param maxSize an export with more bytes fails; empty: no limit
     */
    public record Limits(int nodesAtOnce, OptionalLong maxSize) {}

    public RunExport(
            ExportTable exports,
            Inventory inventory,
            LogSource source,
            LogStore store,
            InstanceHealth health,
            ExportMetrics metrics,
            Limits limits,
            Clock clock) {
        this.exports = exports;
        this.inventory = inventory;
        this.source = source;
        this.store = store;
        this.health = health;
        this.metrics = metrics;
        this.maxSize = limits.maxSize();
        this.clock = clock;
        this.turns = new Semaphore(limits.nodesAtOnce(), true);
    }

    /** Runs the export once; throws faults of the service itself. */
    RunOutcome run(WorkflowId id) {
        return metrics.measured(() -> once(id, this::export));
    }

    /** Ends the export in failure, so that it doesn't run again for ever. */
    RunOutcome giveUp(WorkflowId id, String reason) {
        return once(id, (run, export) -> {
            discardEarlier(run, export);
            run.failed(reason, clock.instant());
            return RunOutcome.FAILED;
        });
    }

    /** What a run does. */
    private interface Work {
        RunOutcome of(ExportRun run, Export export) throws InterruptedException;
    }

    /** Begins a run, and ends it if another run takes the export over or if the service stops. */
    private RunOutcome once(WorkflowId id, Work work) {
        MDC.put("workflow_id", id.toString());
        try {
            Optional<ExportRun> run = exports.beginRun(id);
            if (run.isEmpty()) {
                LOG.infof("workflow %s has ended already", id);
                return RunOutcome.SUPERSEDED;
            }
            return work.of(run.get(), exports.find(id).orElseThrow());
        } catch (SupersededException e) {
            LOG.warnf("%s: this run stops and removes its files", e.getMessage());
            Optional<Export> export = exports.find(id);
            export.ifPresent(taken -> removeFilesOf(e.attempt(), taken));
            return export.filter(Export::isRunning).isPresent() ? RunOutcome.TAKEN_OVER : RunOutcome.SUPERSEDED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return RunOutcome.STOPPED;
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) { // while it waited for the state database
                return RunOutcome.STOPPED;
            }
            throw e;
        } finally {
            MDC.remove("workflow_id");
        }
    }

    private RunOutcome export(ExportRun run, Export export) throws InterruptedException {
        LOG.infof("exporting instance %s, run %d", export.instance(), run.attempt());
        if (run.attempt() > 1) {
            discardEarlier(run, export);
        }
        List<String> failures = copyNodes(run, export);
        if (failures.isEmpty()) {
            run.succeeded(clock.instant());
            LOG.infof("export of instance %s succeeded", export.instance());
            return RunOutcome.SUCCEEDED;
        }
        String reason = Reasons.joined(failures);
        run.failed(reason, clock.instant());
        LOG.warnf("export of instance %s failed: %s", export.instance(), reason);
        return RunOutcome.FAILED;
    }

    /** Aborts the uploads of earlier runs now, because this run may end without uploading these files. */
    void discardEarlier(ExportRun run, Export export) throws InterruptedException {
        run.check(); // a run that stalled must not abort the uploads of its successor
        try {
            store.discard(export.project(), export.id());
        } catch (IOException e) {
            NotStoredException.throwIfInterrupted(e);
            LOG.warnf(e, "leftovers of workflow %s will be removed from the store after it has ended", export.id());
        }
    }

    /** Copies the logs that no earlier run has copied, and records the progress. Returns why nodes failed. */
    private List<String> copyNodes(ExportRun run, Export export) throws InterruptedException {
        ExportProgress progress = new ExportProgress(run, maxSize, export.storedBytes(), clock);
        List<String> failures = new ArrayList<>();
        List<Future<Optional<String>>> copies = new ArrayList<>();
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("export-", 0).factory());
        try {
            for (ExportFile file : export.files()) {
                switch (file.state()) {
                    case ExportFile.Stored stored -> {}
                    case ExportFile.Failed failed -> failures.add(failed.reason());
                    case ExportFile.Exporting exporting -> {
                        Optional<Node> node = inventory.node(export.instance(), file.node());
                        copies.add(threads.submit(() -> copyInTurn(run, export, file, node, progress)));
                    }
                }
            }
            for (Future<Optional<String>> copy : copies) {
                await(copy, run, progress).ifPresent(failures::add);
            }
            return failures;
        } finally {
            threads.shutdownNow(); // ends the copies that still run
            threads.close(); // waits until they have cleaned up
        }
    }

    private static Optional<String> await(Future<Optional<String>> copy, ExportRun run, ExportProgress progress)
            throws InterruptedException {
        while (true) {
            try {
                return copy.get(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillRunning) {
                LOG.tracef(stillRunning, "still copying");
                progress.write();
            } catch (ExecutionException e) {
                run.check(); // if the run was taken over, that is why
                throw new IllegalStateException("a run failed unexpectedly", e.getCause());
            }
        }
    }

    private Optional<String> copyInTurn(
            ExportRun run, Export export, ExportFile file, Optional<Node> node, ExportProgress progress)
            throws InterruptedException {
        MDC.put("workflow_id", export.id().toString());
        turns.acquire();
        try {
            Optional<String> failure = node.isPresent()
                    ? copy(run, export, file, node.get(), progress)
                    : Optional.of("Node " + file.nodeName() + " is no longer in the inventory.");
            failure.ifPresent(reason -> run.failed(file.node(), reason, clock.instant()));
            return failure;
        } finally {
            turns.release();
        }
    }

    /** Reads → filters → packs → counts → hashes → stores the log of one node. Returns why that failed. */
    private Optional<String> copy(ExportRun run, Export export, ExportFile file, Node node, ExportProgress progress)
            throws InterruptedException {
        ObjectKey key = new ObjectKey(export.project(), export.id(), run.attempt(), file.fileName());
        try (ExportPipe pipe =
                new ExportPipe(run, store, key, export.request(), progress.of(node.id(), node.name()), metrics)) {
            LogSource.Reading reading = source.copyTo(node, pipe);
            health.wasRead(node);
            run.check();
            StoredFile stored = pipe.complete();
            run.stored(node.id(), stored.size(), stored.sha256(), pipe.notes(reading.notes()), clock.instant());
            return Optional.empty();
        } catch (LogSourceException e) {
            LOG.warnf(e, "node %s: %s", node.name(), e.sentence());
            health.couldNotBeRead(node, e);
            return Optional.of(e.sentence());
        } catch (NotStoredException e) {
            e.log(LOG);
            return Optional.of(e.sentence());
        }
    }

    /** Removes the files that the run stored after it was taken over; a file that is in the export's row stays. */
    private void removeFilesOf(int attempt, Export export) {
        for (ExportFile file : export.files()) {
            ObjectKey key = new ObjectKey(export.project(), export.id(), attempt, file.fileName());
            try {
                if (!export.keyOf(file).equals(Optional.of(key))) {
                    store.remove(key);
                }
            } catch (IOException e) {
                LOG.warnf(e, "%s could not be removed; it will be removed after the export has ended", key);
            }
        }
    }
}
