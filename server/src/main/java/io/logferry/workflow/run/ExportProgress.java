package io.logferry.workflow.run;

import io.logferry.export.ExportRun;
import io.logferry.id.NodeId;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The progress of each node's copy and the size of the export. The threads that copy count in memory, and the thread that waits for them writes. */
final class ExportProgress {
    private final ExportRun run;
    private final OptionalLong maxSize;
    private final long stored;
    private final AtomicLong spent;
    private final Clock clock;
    private final Map<NodeId, Count> counts = new ConcurrentHashMap<>();

    /**
     * @param maxSize how many bytes all files of the export may have together ({@code logferry.export.max-size})
     * @param stored how many bytes earlier runs have stored
     */
    ExportProgress(ExportRun run, OptionalLong maxSize, long stored, Clock clock) {
        this.run = run;
        this.maxSize = maxSize;
        this.stored = stored;
        this.spent = new AtomicLong(stored);
        this.clock = clock;
    }

    /** The progress of one node; a copy that begins again counts from 0. */
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

        /** Fails if the logs of all nodes together are too large, so that the export fails before it is stored. */
        void checkPlan() {
            check(stored
                    + counts.values().stream()
                            .mapToLong(count -> count.planned.get())
                            .sum());
        }

        /** Counts bytes that have come from the node. */
        void read(long bytes) {
            done.addAndGet(bytes);
        }

        /** Counts bytes that go to the store; fails if they are too many. */
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

    /** Writes what has changed; so a run also learns early that it was taken over. */
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
