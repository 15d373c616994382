package io.logferry.record.scan;

import io.logferry.record.BackwardBytes;
import io.logferry.record.syntax.Bytes;
import io.logferry.record.syntax.RecordSyntax;
import java.io.IOException;
import java.time.Instant;

/**
 * Finds by bisection where a time range is over in a large file, so that what was written after it needn't be read. It is only as exact as it
 * pays: some records after the range may be left.
 */
final class RangeEnd {
    private static final int PROBE = 64 * 1024;

    /** Bytes: the bisection stops at this distance. */
    private static final long EXACT_TO = 1 << 20;

    /** A single record may have a wrong time. */
    private static final int FEWEST = 3;

    /** One record in this many may disagree. */
    private static final int DISSENTING = 10;

    private final BackwardBytes file;
    private final RecordSyntax syntax;
    private final Instant over;

    private RangeEnd(BackwardBytes file, RecordSyntax syntax, Instant over) {
        this.file = file;
        this.syntax = syntax;
        this.over = over;
    }

    /**
     * How many of the file's first bytes need to be read; a record ends there.
     *
     * @param over records of this time or later are not wanted, nor is any record after such a one
     */
    static long of(BackwardBytes file, RecordSyntax syntax, Instant over) throws IOException {
        return new RangeEnd(file, syntax, over).bisect();
    }

    private long bisect() throws IOException {
        long end = file.size();
        if (end <= EXACT_TO || firstOver(end - PROBE, end) < 0) {
            return end;
        }
        long before = 0;
        while (end - before > EXACT_TO) {
            long middle = before + (end - before) / 2;
            long found = firstOver(middle, end);
            if (found < 0) {
                before = middle;
            } else {
                end = found;
            }
        }
        return end;
    }

    /**
     * Reads the records that begin after the next line feed. If nearly all of them are after the range, returns where those begin that follow the
     * last record of the range, else -1. So a wrong time costs exactness, never records.
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
}
