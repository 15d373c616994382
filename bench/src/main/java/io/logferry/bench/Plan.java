package io.logferry.bench;

/**
 * The sizes and rounds of a run.
 *
 * @param smallLog bytes of the small log
 * @param smallRounds how often it is exported, after a tenth as many warm-up rounds
 * @param largeLog bytes of the large log
 * @param largeRounds how often it is exported, after one warm-up round
 * @param hugeLog bytes of a log whose export must need no more memory than that of the large log
 * @param judged whether the targets apply to these sizes
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

    /** The most bytes that are on the disk at once: the logs, one export, one file of the baseline, three PostgreSQL clusters. */
    long diskSpace() {
        return largeLog + hugeLog + hugeLog + largeLog + GIB;
    }
}
