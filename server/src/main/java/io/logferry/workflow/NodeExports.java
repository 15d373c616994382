package io.logferry.workflow;

import io.logferry.export.Export;
import io.logferry.export.ExportFile;
import io.logferry.export.ExportRun;
import io.logferry.export.SupersededException;
import io.logferry.health.InstanceHealth;
import io.logferry.id.ObjectKey;
import io.logferry.instance.Node;
import io.logferry.source.LogReading;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.store.LogStore;
import io.logferry.store.StoredFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.MDC;

/** Copies nodes' logs into the store, each in a thread of its own. */
public final class NodeExports {
    private static final Logger LOG = Logger.getLogger(NodeExports.class);
    private static final long PROGRESS_MILLIS = 400;

    private final LogSource source;
    private final LogStore store;
    private final InstanceHealth health;
    private final ExportMetrics metrics;
    private final Clock clock;
    private final Semaphore turns;

    /** @param atOnce how many nodes' logs are copied at once, whatever exports they are of: each has buffers of its own */
    public NodeExports(
            LogSource source, LogStore store, InstanceHealth health, ExportMetrics metrics, int atOnce, Clock clock) {
        this.source = source;
        this.store = store;
        this.health = health;
        this.metrics = metrics;
        this.clock = clock;
        this.turns = new Semaphore(atOnce, true);
    }

    /** Frees what earlier runs of the export have under way in the store: how this one will end isn't known. */
    void discardEarlier(ExportRun run, Export export) throws InterruptedException {
        run.check(); // or, having stalled, it would take its successor for an earlier one
        try {
            store.discard(export.project(), export.id());
        } catch (InterruptedIOException e) {
            throw (InterruptedException) new InterruptedException("interrupted while cleaning up").initCause(e);
        } catch (IOException e) {
            LOG.warnf(
                    e,
                    "what earlier runs of workflow %s left in the store is looked for when it has ended",
                    export.id());
        }
    }

    SideBySide sideBySide(ExportRun run, Export export, ExportProgress progress) {
        return new SideBySide(run, export, progress);
    }

    /** The copies of one run; closing it ends those that still run and waits until they have cleaned up. */
    final class SideBySide implements AutoCloseable {
        private final ExportRun run;
        private final Export export;
        private final ExportProgress progress;
        private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("export-", 0).factory());
        private final List<Future<NodeOutcome>> copies = new ArrayList<>();

        private SideBySide(ExportRun run, Export export, ExportProgress progress) {
            this.run = run;
            this.export = export;
            this.progress = progress;
        }

        void start(ExportFile file, Optional<Node> node) {
            copies.add(threads.submit(() -> {
                MDC.put("workflow_id", export.id().toString());
                return copyInTurn(file, node);
            }));
        }

        /** Waits for all of them, and keeps the progress written meanwhile. */
        List<NodeOutcome> outcomes() throws InterruptedException {
            List<NodeOutcome> outcomes = new ArrayList<>();
            for (Future<NodeOutcome> copy : copies) {
                outcomes.add(await(copy));
            }
            return outcomes;
        }

        private NodeOutcome await(Future<NodeOutcome> copy) throws InterruptedException {
            while (true) {
                try {
                    return copy.get(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException stillRunning) {
                    LOG.tracef(stillRunning, "still copying");
                    progress.write();
                } catch (ExecutionException e) {
                    run.check();
                    throw new IllegalStateException("workflow " + export.id() + " failed unexpectedly", e.getCause());
                }
            }
        }

        private NodeOutcome copyInTurn(ExportFile file, Optional<Node> node) throws InterruptedException {
            turns.acquire();
            try {
                return copy(file, node);
            } finally {
                turns.release();
            }
        }

        private NodeOutcome copy(ExportFile file, Optional<Node> node) throws InterruptedException {
            NodeOutcome outcome = node.isPresent()
                    ? copy(file, node.get())
                    : new NodeOutcome.Failed("Node " + file.nodeName() + " is no longer in the inventory.");
            if (outcome instanceof NodeOutcome.Failed failed) {
                run.failed(file.node(), failed.reason(), clock.instant());
            }
            return outcome;
        }

        private NodeOutcome copy(ExportFile file, Node node) throws InterruptedException {
            ObjectKey key = new ObjectKey(export.project(), export.id(), run.attempt(), file.fileName());
            try (ExportSink sink =
                    new ExportSink(run, store, key, export.request(), node.name(), progress.of(node.id()), metrics)) {
                LogReading reading = source.copyTo(node, sink);
                health.wasRead(node);
                run.check();
                StoredFile stored = sink.complete();
                List<String> notes = new ArrayList<>(reading.notes());
                notes.addAll(sink.notes(node.name()));
                sink.waited().ifPresent(waited -> notes.add(waited(node, waited)));
                keep(node, key, stored, notes);
                return new NodeOutcome.Copied();
            } catch (LogSourceException e) {
                LOG.warnf(e, "node %s: %s", node.name(), e.sentence());
                health.couldNotBeRead(node, e);
                return new NodeOutcome.Failed(e.sentence());
            } catch (NotStoredException e) {
                LOG.logf(e.isExpected() ? Level.WARN : Level.ERROR, e.getCause(), "%s", e.sentence());
                return new NodeOutcome.Failed(e.sentence());
            }
        }

        private static String waited(Node node, Duration waited) {
            return "The log store could not be reached for up to " + Math.max(1, waited.toSeconds())
                    + " s while the log of node " + node.name() + " was stored; the export waited and went on.";
        }

        /** Notes that the file is stored. Where another run has the export, this one's file is nobody's. */
        private void keep(Node node, ObjectKey key, StoredFile stored, List<String> notes) {
            try {
                run.stored(node.id(), stored.size(), stored.sha256(), notes, clock.instant());
            } catch (SupersededException e) {
                // unless it was noted all the same: the answer may have been lost before the run was taken over
                if (!run.hasStored(node.id())) {
                    removeOwn(key);
                }
                throw e;
            }
        }

        private void removeOwn(ObjectKey key) {
            try {
                store.remove(key);
            } catch (IOException e) {
                LOG.warnf(e, "%s is nobody's; it is looked for when the export has ended", key);
            }
        }

        @Override
        public void close() {
            threads.shutdownNow();
            threads.close();
        }
    }
}
