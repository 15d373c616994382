package io.logferry.source.node;

import io.logferry.retry.Patience.Pause;
import java.util.function.LongSupplier;

/** A token bucket: it limits the average number of bytes per second, in bursts of at most half a second's bytes. */
final class RateLimit {
    private static final long SECOND = 1_000_000_000L;
    private static final long BURST = SECOND / 2;

    private final long bytesPerSecond;
    private final LongSupplier nanoTime;
    private final Pause pause;
    /** When all bytes so far would have passed at exactly the rate. */
    private long paidUntil;

    RateLimit(long bytesPerSecond, LongSupplier nanoTime, Pause pause) {
        if (bytesPerSecond <= 0) {
            throw new IllegalArgumentException("a rate must be at least 1 byte a second");
        }
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.pause = pause;
        this.paidUntil = nanoTime.getAsLong() - BURST;
    }

    /** Waits until this number of bytes may pass. Several threads may share one limit. */
    void pass(int bytes) throws InterruptedException {
        long wait = book(bytes);
        if (wait > 0) {
            pause.nanos(wait);
        }
    }

    private synchronized long book(int bytes) {
        long now = nanoTime.getAsLong();
        if (now - paidUntil > BURST) {
            paidUntil = now - BURST;
        }
        paidUntil += (long) ((double) bytes / bytesPerSecond * SECOND);
        return paidUntil - now;
    }
}
