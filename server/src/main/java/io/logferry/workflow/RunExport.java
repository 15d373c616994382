package io.logferry.workflow;

import io.logferry.export.Export;
import io.logferry.export.ExportFile;
import io.logferry.export.ExportRun;
import io.logferry.export.ExportTable;
import io.logferry.export.FileState;
import io.logferry.export.SupersededException;
import io.logferry.health.Reasons;
import io.logferry.id.WorkflowId;
import io.logferry.instance.Instance;
import io.logferry.instance.Inventory;
import io.logferry.instance.Node;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * An export runs: every node's log is copied into the store, nodes side by side, and the export ends in success, or in a failure that says
 * what to do. A file that an earlier run has stored already is kept as it is.
 */
public final class RunExport {
    private static final Logger LOG = Logger.getLogger(RunExport.class);

    private final ExportTable exports;
    private final Inventory inventory;
    private final NodeExports nodeExports;
    private final ExportMetrics metrics;
    private final OptionalLong maxSize;
    private final Clock clock;

    /**
     * @param maxSize an export that becomes larger than so many bytes fails; empty: no limit
     */
    public RunExport(
            ExportTable exports,
            Inventory inventory,
            NodeExports nodeExports,
            ExportMetrics metrics,
            OptionalLong maxSize,
            Clock clock) {
        this.exports = exports;
        this.inventory = inventory;
        this.nodeExports = nodeExports;
        this.metrics = metrics;
        this.maxSize = maxSize;
        this.clock = clock;
    }

    /** What is left to do when a run is over. */
    enum Rest {
        /** The export has ended. */
        NOTHING,

        /**
         * Another run has taken the export over and has not ended it yet. A worker that stalled right before it began its run may take an export
         * over long after its replica was given up: then the task is this run's, and must not end with it.
         */
        TAKEN_OVER,

        /** The service stops: the export isn't finished, and the next run begins it again. */
        STOPPED
    }

    /** Runs the export once; a fault of the service itself is thrown. */
    Rest run(WorkflowId id) {
        MDC.put("workflow_id", id.toString());
        metrics.begun();
        long began = System.nanoTime();
        String outcome = "error";
        try {
            outcome = runOnce(id);
            return Rest.NOTHING;
        } catch (SupersededException e) {
            outcome = "superseded";
            LOG.warnf("%s: this run stops, nothing of it is kept", e.getMessage());
            return exports.find(id).filter(Export::isRunning).isPresent() ? Rest.TAKEN_OVER : Rest.NOTHING;
        } catch (InterruptedException e) {
            outcome = "stopped";
            Thread.currentThread().interrupt();
            return Rest.STOPPED;
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) { // while the state database was waited for
                outcome = "stopped";
                return Rest.STOPPED;
            }
            throw e;
        } finally {
            metrics.ended(outcome, Duration.ofNanos(System.nanoTime() - began));
            MDC.remove("workflow_id");
        }
    }

    private String runOnce(WorkflowId id) throws InterruptedException {
        Optional<ExportRun> begun = exports.beginRun(id);
        if (begun.isEmpty()) {
            LOG.infof("workflow %s has ended already", id);
            return "superseded";
        }
        ExportRun run = begun.get();
        Export export = exports.find(id).orElseThrow();
        LOG.infof("exporting instance %s, run %d", export.instance(), run.attempt());
        if (run.attempt() > 1) {
            nodeExports.discardEarlier(run, export);
        }
        try (ExportProgress progress = new ExportProgress(run, maxSize, export.storedBytes(), clock)) {
            List<NodeOutcome> outcomes = copyNodes(run, export, progress);
            return end(run, export, outcomes);
        }
    }

    private List<NodeOutcome> copyNodes(ExportRun run, Export export, ExportProgress progress)
            throws InterruptedException {
        try (NodeExports.SideBySide nodes = nodeExports.sideBySide(run, export, progress)) {
            for (ExportFile file : export.files()) {
                if (file.state() instanceof FileState.Exporting) {
                    nodes.start(file, nodeOf(export, file));
                }
            }
            return nodes.outcomes();
        }
    }

    private Optional<Node> nodeOf(Export export, ExportFile file) {
        return inventory.instance(export.instance()).map(Instance::nodes).stream()
                .flatMap(List::stream)
                .filter(node -> node.id().equals(file.node()))
                .findFirst();
    }

    private String end(ExportRun run, Export export, List<NodeOutcome> outcomes) {
        List<String> reasons = new ArrayList<>();
        for (ExportFile file : export.files()) {
            if (file.state() instanceof FileState.Failed failed) {
                reasons.add(failed.reason());
            }
        }
        for (NodeOutcome outcome : outcomes) {
            switch (outcome) {
                case NodeOutcome.Copied copied -> {}
                case NodeOutcome.Failed failed -> reasons.add(failed.reason());
            }
        }
        if (reasons.isEmpty()) {
            run.succeeded(clock.instant());
            LOG.infof("export of instance %s succeeded", export.instance());
            return "succeeded";
        }
        String reason = Reasons.joined(reasons);
        run.failed(reason, clock.instant());
        LOG.warnf("export of instance %s failed: %s", export.instance(), reason);
        return "failed";
    }

    /** An export whose runs never come to its end is ended as failed, rather than begun again for ever. */
    void giveUp(WorkflowId id, String reason) {
        try {
            Optional<ExportRun> run = exports.beginRun(id);
            if (run.isPresent()) {
                nodeExports.discardEarlier(run.get(), exports.find(id).orElseThrow());
                run.get().failed(reason, clock.instant());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("workflow " + id + " was not given up, because the service stops", e);
        } catch (SupersededException e) {
            LOG.infof("%s", e.getMessage());
        }
    }
}
