package io.logferry.source.sql;

/**
 * How much one COPY reads. While a COPY runs, the server can't clean up dead rows, so it must take only a few seconds, however slow the
 * connection is.
 */
final class SliceSize {
    private static final long LARGEST = 64L << 20;
    private static final long FIRST = 4L << 20;
    private static final long GROWS_BELOW_NANOS = 1_000_000_000L;
    private static final long SHRINKS_ABOVE_NANOS = 4_000_000_000L;

    private final long smallest;
    private final long largest;
    private long size;

    /**
     * @param piece bytes that the server reads at a time
     * @param maxRate at most this many bytes a second are read
     */
    SliceSize(int piece, long maxRate) {
        this.smallest = piece;
        this.largest = Math.clamp(maxRate, piece, LARGEST);
        this.size = Math.clamp(FIRST, smallest, largest);
    }

    long next() {
        return size;
    }

    /** Adapts the size to the duration of the last slice. */
    void took(long nanos) {
        if (nanos < GROWS_BELOW_NANOS) {
            size = Math.min(size * 4, largest);
        } else if (nanos > SHRINKS_ABOVE_NANOS) {
            shrink();
        }
    }

    /** The last slice took too long, or was interrupted. */
    void shrink() {
        size = Math.max(size / 4, smallest);
    }
}
