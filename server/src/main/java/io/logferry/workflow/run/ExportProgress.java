package io.logferry.workflow.run;

import io.logferry.export.ExportRun;
import io.logferry.id.NodeId;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far each node's copy has come, and how large the export becomes: counted in memory by the threads that copy, written by the one that waits
 * for them.
 */
final class ExportProgress {
    private final ExportRun run;
    private final OptionalLong maxSize;
    private final long stored;
    private final AtomicLong spent;
    private final Clock clock;
    private final Map<NodeId, Count> counts = new ConcurrentHashMap<>();

    /**
     * @param maxSize how large the export may become, all its nodes together ({@code logferry.export.max-size})
     * @param stored how many bytes of it an earlier run has stored
     */
    ExportProgress(ExportRun run, OptionalLong maxSize, long stored, Clock clock) {
        this.run = run;
        this.maxSize = maxSize;
        this.stored = stored;
        this.spent = new AtomicLong(stored);
        this.clock = clock;
    }

    /** Of one node; a copy that begins again counts from 0 again. */
    final class Count {
        private final String nodeName;
        private final AtomicLong planned = new AtomicLong();
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong spentHere = new AtomicLong();
        private long written = -1;

        private Count(String nodeName) {
            this.nodeName = nodeName;
        }

        String nodeName() {
            return nodeName;
        }

        void begin(long bytes) {
            planned.set(bytes);
            done.set(0);
            spent.addAndGet(-spentHere.getAndSet(0));
        }

        /** Fails if all nodes' plans together are too large, so that such an export fails before it is made. */
        void checkPlan() {
            check(stored
                    + counts.values().stream()
                            .mapToLong(count -> count.planned.get())
                            .sum());
        }

        /** So many bytes have come from the node. */
        void read(long bytes) {
            done.addAndGet(bytes);
        }

        /** So many bytes go to the store; fails if they are too many. */
        void spend(long bytes) {
            spentHere.addAndGet(bytes);
            check(spent.addAndGet(bytes));
        }

        private void check(long bytes) {
            if (maxSize.isPresent() && bytes > maxSize.getAsLong()) {
                throw NotStoredException.tooLarge(nodeName, bytes, maxSize.getAsLong());
            }
        }
    }

    Count of(NodeId node, String nodeName) {
        return counts.computeIfAbsent(node, id -> new Count(nodeName));
    }

    /** Writes what has changed; this is also how a run learns early that it was taken over. */
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
}
