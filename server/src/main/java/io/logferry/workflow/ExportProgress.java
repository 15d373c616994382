package io.logferry.workflow;

import io.logferry.export.ExportRun;
import io.logferry.id.NodeId;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** How far each node's copy has come: counted in memory by the copying threads, written by the one that waits for them. */
final class ExportProgress implements AutoCloseable {
    private final ExportRun run;
    private final Clock clock;
    private final Map<NodeId, Count> counts = new ConcurrentHashMap<>();

    private final ExportBudget budget;
    private final long stored;

    /**
     * @param maxSize how large the export may become, all its nodes together
     * @param stored how many bytes of it an earlier run has stored
     */
    ExportProgress(ExportRun run, OptionalLong maxSize, long stored, Clock clock) {
        this.run = run;
        this.stored = stored;
        this.budget = new ExportBudget(maxSize, stored);
        this.clock = clock;
    }

    /** Of one node; a copy that begins anew counts from 0 again. */
    final class Count {
        private final AtomicLong planned = new AtomicLong();
        private final AtomicLong done = new AtomicLong();
        private final ExportBudget ownBudget = budget.part();
        private long written = -1;

        void begin(long bytes) {
            planned.set(bytes);
            done.set(0);
            ownBudget.refund();
        }

        /** Fails where all nodes' plans together are too large. */
        void checkPlan() throws ExportTooLargeException {
            budget.check(plannedBytes());
        }

        ExportBudget budget() {
            return ownBudget;
        }

        void add(long bytes) {
            done.addAndGet(bytes);
        }
    }

    Count of(NodeId node) {
        return counts.computeIfAbsent(node, id -> new Count());
    }

    private long plannedBytes() {
        return stored
                + counts.values().stream()
                        .mapToLong(count -> count.planned.get())
                        .sum();
    }

    /** Writes what has changed; also how a run learns early that it was taken over. */
    void write() {
        for (Map.Entry<NodeId, Count> entry : counts.entrySet()) {
            Count count = entry.getValue();
            long done = count.done.get();
            if (done != count.written) {
                run.progress(entry.getKey(), count.planned.get(), done, clock.instant());
                count.written = done;
            }
        }
    }

    @Override
    public void close() {
        counts.clear();
    }
}
