package io.logferry.source.sql;

/**
 * How much one COPY reads. While it runs it keeps the server from cleaning up dead rows, so it shall take a few seconds at most, however slow
 * the way is.
 */
final class SliceSize {
    private static final long LARGEST = 64L << 20;
    private static final long FIRST = 4L << 20;
    private static final long SHORT = 1_000_000_000L;
    private static final long LONG = 4_000_000_000L;

    private final long smallest;
    private final long largest;
    private long size;

    /**
     * @param piece bytes that the server reads at a time
     * @param maxRate bytes a second that may come, at most
     */
    SliceSize(int piece, long maxRate) {
        this.smallest = piece;
        this.largest = Math.clamp(maxRate, piece, LARGEST);
        this.size = Math.clamp(FIRST, smallest, largest);
    }

    long next() {
        return size;
    }

    /** The last slice took so many nanoseconds. */
    void took(long nanos) {
        if (nanos < SHORT) {
            size = Math.min(size * 4, largest);
        } else if (nanos > LONG) {
            shrink();
        }
    }

    /** The last slice was cut off. */
    void shrink() {
        size = Math.max(size / 4, smallest);
    }
}
