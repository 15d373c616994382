package io.logferry.record.scan;

import io.logferry.record.BackwardBytes;
import io.logferry.record.syntax.Bytes;
import io.logferry.record.syntax.RecordSyntax;
import java.io.IOException;
import java.time.Instant;

/**
 * Finds by halving where in a large file a time range is over, so that what was written after it needn't be read. As exact as it pays: some
 * records after the range may be left.
 */
final class RangeEnd {
    private static final int PROBE = 64 * 1024;

    /** One record may have a wrong time. */
    private static final int FEWEST = 3;

    /** One in so many may say otherwise. */
    private static final int DISSENTING = 10;

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

    /**
     * Where, after that line feed which comes next, records begin that say that the range is over, where nearly all of those at hand say so; else
     * -1. What any of them says that isn't over stays before it: a wrong time costs exactness, never records.
     */
    private long firstOver(long from, long end) throws IOException {
        byte[] bytes = file.read(from, (int) Math.min(PROBE, end - from));
        int asked = 0;
        int agreeing = 0;
        int first = -1;
        int at = Bytes.indexOf(bytes, 0, bytes.length, Bytes.LINE_FEED) + 1;
        while (at > 0 && at < bytes.length) {
            boolean begins = syntax.examine(bytes, at, bytes.length, false) == RecordSyntax.Verdict.BEGINS;
            if (begins && syntax.millis() != RecordSyntax.NO_TIME) {
                boolean isOver = !Instant.ofEpochMilli(syntax.millis()).isBefore(over);
                asked++;
                agreeing += isOver ? 1 : 0;
                first = isOver ? (first < 0 ? at : first) : -1;
            }
            at = Bytes.indexOf(bytes, at, bytes.length, Bytes.LINE_FEED) + 1;
        }
        boolean agreed = asked >= FEWEST && asked - agreeing <= asked / DISSENTING;
        return agreed && first >= 0 ? from + first : -1;
    }

    private record Beginning(BackwardBytes file, long size) implements BackwardBytes {
        @Override
        public byte[] read(long offset, int length) throws IOException {
            return file.read(offset, length);
        }

        @Override
        public Instant modified() {
            return file.modified();
        }
    }
}
