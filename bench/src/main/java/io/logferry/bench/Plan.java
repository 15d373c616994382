package io.logferry.bench;

/**
 * How much is measured.
 *
 * @param smallLog bytes of the small log
 * @param smallRounds how often it is exported, besides a tenth of that to warm up
 * @param largeLog bytes of the large log
 * @param largeRounds how often it is exported, besides once to warm up
 * @param hugeLog bytes of the log whose export shall need no more memory than the large one's
 * @param judged whether these are the sizes that the targets are for
 */
record Plan(long smallLog, int smallRounds, long largeLog, int largeRounds, long hugeLog, boolean judged) {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    static Plan full() {
        return new Plan(64 * KIB, 300, GIB, 7, 4 * GIB, true);
    }

    static Plan quick() {
        return new Plan(64 * KIB, 60, 128 * MIB, 3, 512 * MIB, false);
    }

    /** Bytes that lie on the disk at the same time, at most: the logs, one export, one file of the baseline, three PostgreSQL. */
    long diskSpace() {
        return largeLog + hugeLog + hugeLog + largeLog + GIB;
    }
}
