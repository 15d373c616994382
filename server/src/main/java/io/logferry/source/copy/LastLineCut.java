package io.logferry.source.copy;

import io.logferry.record.LogFormat;
import io.logferry.source.listing.LogBytes;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a file that is still being written is cut: after its last complete line, or its last complete csv record. */
final class LastLineCut {
    private static final byte LINE_FEED = 0x0A;
    private static final byte QUOTE = 0x22;
    private static final long FIRST_BLOCK = 64 << 10;
    private static final long LARGEST_BLOCK = 64 << 20;

    private LastLineCut() {}

    /** Opens a run of the file's bytes. */
    @FunctionalInterface
    interface Range {
        LogBytes open(long offset, long length) throws IOException, InterruptedException;
    }

    /** How many of the file's first {@code size} bytes are complete lines. */
    static long of(LogFormat format, Range file, long size) throws IOException, InterruptedException {
        return format == LogFormat.CSVLOG ? afterRecord(file, size) : afterLine(file, size);
    }

    /** Searches backwards in growing blocks, so that a line of any length needs no memory. */
    static long afterLine(Range file, long size) throws IOException, InterruptedException {
        long block = FIRST_BLOCK;
        for (long end = size; end > 0; ) {
            long start = Math.max(0, end - block);
            long cut = -1;
            long at = start;
            try (LogBytes bytes = file.open(start, end - start)) {
                while (bytes.hasNext()) {
                    ByteBuffer next = bytes.next();
                    int found = lastLineFeed(next);
                    cut = found < 0 ? cut : at + found + 1;
                    at += next.remaining();
                }
            }
            if (cut >= 0) {
                return cut;
            }
            end = start;
            block = Math.min(block * 4, LARGEST_BLOCK);
        }
        return 0;
    }

    /** Only the bytes before a line feed tell whether it is inside quotes, so the whole file is read. */
    private static long afterRecord(Range file, long size) throws IOException, InterruptedException {
        long cut = 0;
        long at = 0;
        boolean quoted = false;
        try (LogBytes bytes = file.open(0, size)) {
            while (bytes.hasNext()) {
                ByteBuffer next = bytes.next();
                for (int i = next.position(); i < next.limit(); i++, at++) {
                    byte b = next.get(i);
                    if (b == QUOTE) {
                        quoted = !quoted;
                    } else if (b == LINE_FEED && !quoted) {
                        cut = at + 1;
                    }
                }
            }
        }
        return cut;
    }

    private static int lastLineFeed(ByteBuffer bytes) {
        for (int i = bytes.limit() - 1; i >= bytes.position(); i--) {
            if (bytes.get(i) == LINE_FEED) {
                return i - bytes.position();
            }
        }
        return -1;
    }
}
