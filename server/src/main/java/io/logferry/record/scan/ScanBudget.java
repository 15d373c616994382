package io.logferry.record.scan;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How many bytes may still be read of one node's files, all together, and for how long: somebody waits for it. */
final class ScanBudget {
    private final LongSupplier nanoTime;
    private final long until;
    private long left;
    private boolean exhausted;

    ScanBudget(long bytes, Duration time, LongSupplier nanoTime) {
        this.left = bytes;
        this.nanoTime = nanoTime;
        this.until = nanoTime.getAsLong() + time.toNanos();
    }

    /** Whether more was asked for than there was, or later. */
    boolean isExhausted() {
        return exhausted;
    }

    /** As many of the bytes asked for as there are, and takes them; 0: none are left. */
    int take(int bytes) {
        boolean inTime = nanoTime.getAsLong() - until < 0;
        int granted = inTime ? (int) Math.min(bytes, left) : 0;
        left -= granted;
        exhausted |= granted == 0;
        return granted;
    }
}
