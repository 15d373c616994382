package io.logferry.retry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The policy for faults that may pass: try again after growing pauses, until {@code logferry.export.retry-for} has passed since the first fault
 * without any progress. Pauses are random within their bounds, so that those who wait for the same thing don't all try at the same moment.
 */
public final class Patience {
    /** Lets the thread wait; tests use another. */
    @FunctionalInterface
    public interface Pause {
        Pause SLEEP = TimeUnit.NANOSECONDS::sleep;

        void nanos(long nanos) throws InterruptedException;
    }

    /** Doesn't wait: the first fault is the last. */
    public static final Patience NONE = new Patience(Duration.ZERO);

    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

    private final Duration retryFor;
    private final LongSupplier nanoTime;
    private final Pause pause;

    /** @param retryFor how long to wait from the first fault on, while there is no progress */
    public Patience(Duration retryFor) {
        this(retryFor, System::nanoTime, Pause.SLEEP);
    }

    Patience(Duration retryFor, LongSupplier nanoTime, Pause pause) {
        if (retryFor.isNegative()) {
            throw new IllegalArgumentException("logferry.export.retry-for is at least PT0S");
        }
        this.retryFor = retryFor;
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    /** The same, but never longer than this. */
    public Patience atMost(Duration shorter) {
        return retryFor.compareTo(shorter) <= 0 ? this : new Patience(shorter, nanoTime, pause);
    }

    /** For one piece of work, from its beginning to its end. */
    public Waiting begin() {
        return new Waiting();
    }

    /** How a piece of work waits. Used by one thread. */
    public final class Waiting {
        private boolean failing;
        private long failingSince;
        private long nextPause;
        private long waited;
        private int faults;

        private Waiting() {}

        /** There was progress: the next fault is another one, and may last as long. */
        public void progress() {
            if (failing) {
                failing = false;
                waited += nanoTime.getAsLong() - failingSince;
            }
        }

        /**
         * There was a fault that may pass. Waits before the next try.
         *
         * @return whether to try again; false, at once, if the time is over
         */
        public boolean again() throws InterruptedException {
            long now = nanoTime.getAsLong();
            if (!failing) {
                failing = true;
                failingSince = now;
                nextPause = FIRST_PAUSE;
                faults++;
            }
            long left = retryFor.toNanos() - (now - failingSince);
            if (left <= 0) {
                return false;
            }
            // The last try is at the very end.
            pause.nanos(Math.min(left, ThreadLocalRandom.current().nextLong(nextPause / 2, nextPause)));
            nextPause = Math.min(2 * nextPause, LONGEST_PAUSE);
            return true;
        }

        /** How many faults there were; a fault that needed several tries counts once. */
        public int faults() {
            return faults;
        }

        /** How long all faults lasted together. */
        public Duration waited() {
            return Duration.ofNanos(waited + (failing ? nanoTime.getAsLong() - failingSince : 0));
        }
    }
}
