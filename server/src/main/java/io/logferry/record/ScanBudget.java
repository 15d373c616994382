package io.logferry.record;

/** How many bytes may still be read of one node's files, all together. */
final class ScanBudget {
    private long left;
    private boolean exhausted;

    ScanBudget(long bytes) {
        left = bytes;
    }

    /** Whether more was asked for than there was. */
    boolean isExhausted() {
        return exhausted;
    }

    /** As many of the bytes asked for as there are, and takes them; 0: none are left. */
    int take(int bytes) {
        int granted = (int) Math.min(bytes, left);
        left -= granted;
        exhausted |= granted == 0;
        return granted;
    }
}
