package io.logferry.record.scan;

import io.logferry.id.Sha256;
import io.logferry.record.BackwardBytes;
import io.logferry.record.LogRecord;
import io.logferry.record.Severity;
import io.logferry.record.syntax.Bytes;
import io.logferry.record.syntax.RecordSyntax;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The records of one file, the last one first. It reads blocks from the end, only as far as records are asked for. The records are those of
 * {@link RecordSplitter}, because a line itself shows whether it begins a record. Memory: one block.
 */
final class BackwardRecords {
    private static final int FIRST_BLOCK = 128 * 1024;
    private static final int LARGEST_BLOCK = 4 * 1024 * 1024;
    private static final int IDENTIFYING = 1024;
    private static final int LONGEST_CONTENT = 16 * 1024;
    private static final int OVERLAP = Math.max(LONGEST_CONTENT, RecordSyntax.HEAD_LIMIT);

    private final BackwardBytes file;
    private final long size;
    private final RecordSyntax syntax;
    private final Budget budget;
    private final Deque<Found> found = new ArrayDeque<>();

    private final int largestBlock;
    private int blockSize;
    private byte[] window = {};
    private long windowFrom;
    private long currentEnd;
    private @Nullable Found current;
    private byte @Nullable [] firstLine;

    private long unrecognisedBytes;

    private long lineAfterWindow;
    private long foreignAfterWindow;

    /**
     * A record of the file.
     *
     * @param offset where it begins
     * @param millis {@link RecordSyntax#NO_TIME} if it has no time
     * @param recognised false for what comes before the file's first head
     * @param foreign bytes of lines that come after it but are not its own
     */
    record Found(long offset, long millis, @Nullable Severity severity, boolean recognised, long foreign) {
        boolean hasTime() {
            return millis != RecordSyntax.NO_TIME;
        }

        private Found with(long foreignBytes) {
            return new Found(offset, millis, severity, recognised, foreignBytes);
        }
    }

    /** How many bytes of one node's files may still be read, and for how long, because a caller waits for the answer. */
    static final class Budget {
        private final LongSupplier nanoTime;
        private final long until;
        private long left;
        private boolean exhausted;

        Budget(long bytes, Duration time, LongSupplier nanoTime) {
            this.left = bytes;
            this.nanoTime = nanoTime;
            this.until = nanoTime.getAsLong() + time.toNanos();
        }

        /** Whether a request got nothing: no bytes were left, or the time was over. */
        boolean isExhausted() {
            return exhausted;
        }

        /** Takes up to {@code bytes}, and returns how many; 0 if none are left. */
        private int take(int bytes) {
            boolean inTime = nanoTime.getAsLong() - until < 0;
            int granted = inTime ? (int) Math.min(bytes, left) : 0;
            left -= granted;
            exhausted |= granted == 0;
            return granted;
        }
    }

    /** @param size read the file's first bytes only, up to here; a record ends there */
    BackwardRecords(BackwardBytes file, long size, RecordSyntax syntax, Budget budget) {
        this(file, size, syntax, budget, FIRST_BLOCK, LARGEST_BLOCK);
    }

    /** With other blocks, so that tests can have records that lie across two. */
    BackwardRecords(
            BackwardBytes file, long size, RecordSyntax syntax, Budget budget, int firstBlock, int largestBlock) {
        this.file = file;
        this.size = size;
        this.syntax = syntax;
        this.budget = budget;
        this.windowFrom = size;
        this.lineAfterWindow = size;
        this.blockSize = firstBlock;
        this.largestBlock = largestBlock;
    }

    /** Goes to the previous record; false at the beginning of the file, or if the budget is exhausted. */
    boolean previous() throws IOException {
        currentEnd = current == null ? size : current.offset();
        while (found.isEmpty()) {
            if (windowFrom == 0 || !readBlock()) {
                unrecognisedBytes += current == null ? size - windowFrom : foreignAfterWindow;
                return false;
            }
        }
        current = found.pop();
        unrecognisedBytes += current.recognised() ? current.foreign() : currentEnd - current.offset();
        return true;
    }

    /** Bytes read so far that belong to no recognised record. */
    long unrecognisedBytes() {
        return unrecognisedBytes;
    }

    Found current() {
        if (current == null) {
            throw new IllegalStateException("previous() was not called, or was false");
        }
        return current;
    }

    /** Of the current record. */
    long length() {
        return currentEnd - current().offset();
    }

    /** The current record, for showing. */
    LogRecord record() throws IOException {
        Found record = current();
        int from = (int) (record.offset() - windowFrom);
        int to = (int) Math.min(Math.min(currentEnd, record.offset() + LONGEST_CONTENT) - windowFrom, window.length);
        String text = syntax.content(window, from, to).replace("\0", "").stripTrailing();
        boolean whole = record.offset() + (to - from) == currentEnd;
        Optional<Instant> time =
                record.hasTime() ? Optional.of(Instant.ofEpochMilli(record.millis())) : Optional.empty();
        return new LogRecord(
                id(record, from), time, Optional.ofNullable(record.severity()), whole ? text : text + " …");
    }

    /** Reads the block before the window into it, and finds the records whose first line begins after a line feed of this block. */
    private boolean readBlock() throws IOException {
        int length = budget.take((int) Math.min(blockSize, windowFrom));
        if (length == 0) {
            return false;
        }
        byte[] block = file.read(windowFrom - length, length);
        int overlap = Math.min(OVERLAP, window.length);
        byte[] joined = Arrays.copyOf(block, length + overlap);
        System.arraycopy(window, 0, joined, length, overlap);
        window = joined;
        windowFrom -= length;
        blockSize = Math.min(largestBlock, blockSize * 2);
        findRecords(length);
        return true;
    }

    private void findRecords(int blockLength) {
        boolean last = windowFrom + window.length == size;
        @Nullable Found latest = windowFrom == 0 && window.length > 0 ? first(last) : null;
        long foreign = 0;
        long foreignBeforeAny = 0;
        long firstLine = lineAfterWindow;
        for (int lineEnd = Bytes.lineEnd(window, 0, blockLength);
                lineEnd >= 0;
                lineEnd = Bytes.lineEnd(window, lineEnd + 1, blockLength)) {
            int at = lineEnd + 1;
            firstLine = Math.min(firstLine, windowFrom + at);
            RecordSyntax.Verdict verdict = verdict(at, last);
            if (verdict == RecordSyntax.Verdict.UNRECOGNISED) {
                foreign += lineLength(at);
            } else if (verdict == RecordSyntax.Verdict.BEGINS) {
                if (latest == null) {
                    foreignBeforeAny = foreign;
                } else {
                    found.push(latest.with(foreign));
                }
                latest = new Found(windowFrom + at, syntax.millis(), syntax.severity(), true, 0);
                foreign = 0;
            }
        }
        lineAfterWindow = firstLine;
        if (latest == null) {
            foreignAfterWindow += foreign;
        } else {
            found.push(latest.with(foreign + foreignAfterWindow));
            foreignAfterWindow = foreignBeforeAny;
        }
    }

    private Found first(boolean last) {
        return verdict(0, last) == RecordSyntax.Verdict.BEGINS
                ? new Found(0, syntax.millis(), syntax.severity(), true, 0)
                : new Found(0, RecordSyntax.NO_TIME, null, false, 0);
    }

    private RecordSyntax.Verdict verdict(int at, boolean last) {
        return at < window.length && window[at] != 0
                ? syntax.examine(window, at, window.length, last)
                : RecordSyntax.Verdict.CONTINUES;
    }

    private long lineLength(int at) {
        int lineEnd = Bytes.lineEnd(window, at, window.length);
        return lineEnd < 0 ? lineAfterWindow - windowFrom - at : lineEnd + 1 - at;
    }

    private String id(Found record, int from) throws IOException {
        MessageDigest digest = Sha256.digest();
        digest.update(firstLine());
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(record.offset()).flip());
        digest.update(window, from, lineLength(window, from));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest.digest(), 15));
    }

    /** At most {@value IDENTIFYING} bytes of it: this stays the same when the file grows or is renamed. */
    private byte[] firstLine() throws IOException {
        if (firstLine == null) {
            byte[] beginning = file.read(0, (int) Math.min(IDENTIFYING, size));
            firstLine = Arrays.copyOf(beginning, lineLength(beginning, 0));
        }
        return firstLine;
    }

    private static int lineLength(byte[] bytes, int from) {
        int to = Math.min(bytes.length, from + IDENTIFYING);
        int lineFeed = Bytes.indexOf(bytes, from, to, Bytes.LINE_FEED);
        return (lineFeed < 0 ? to : lineFeed) - from;
    }
}
