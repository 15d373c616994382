package io.logferry.record;

import java.io.IOException;
import java.time.Instant;

/**
 * Finds by halving where in a large file a time range is over, so that what was written after it needn't be read. As exact as it pays: some
 * records after the range may be left.
 */
final class RangeEnd {
    private static final int PROBE = 64 * 1024;

    private final BackwardBytes file;
    private final RecordSyntax syntax;
    private final Instant over;
    private final long exactTo;

    /**
     * @param over records of then or later, and all that come after one, aren't wanted
     * @param exactTo bytes
     */
    RangeEnd(BackwardBytes file, RecordSyntax syntax, Instant over, long exactTo) {
        this.file = file;
        this.syntax = syntax;
        this.over = over;
        this.exactTo = exactTo;
    }

    /** The file up to there; it ends where a record does. */
    BackwardBytes cut() throws IOException {
        long end = file.size();
        if (end <= exactTo || firstOver(end - PROBE, end) < 0) {
            return file;
        }
        long before = 0;
        while (end - before > exactTo) {
            long middle = before + (end - before) / 2;
            long found = firstOver(middle, end);
            if (found < 0) {
                before = middle;
            } else {
                end = found;
            }
        }
        return new Beginning(file, end);
    }

    /** Where the first record with a time begins after that line feed which comes next, if the range is over then; else -1. */
    private long firstOver(long from, long end) throws IOException {
        byte[] bytes = file.read(from, (int) Math.min(PROBE, end - from));
        Head head = new Head();
        int at = Bytes.indexOf(bytes, 0, bytes.length, Bytes.LINE_FEED) + 1;
        while (at > 0 && at < bytes.length) {
            boolean begins = syntax.examine(bytes, at, bytes.length, false, head) == RecordSyntax.Verdict.BEGINS;
            if (begins && head.millis != Timestamp.NONE) {
                return Instant.ofEpochMilli(head.millis).isBefore(over) ? -1 : from + at;
            }
            at = Bytes.indexOf(bytes, at, bytes.length, Bytes.LINE_FEED) + 1;
        }
        return -1;
    }

    private record Beginning(BackwardBytes file, long size) implements BackwardBytes {
        @Override
        public byte[] read(long offset, int length) throws IOException {
            return file.read(offset, length);
        }
    }
}
