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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file's records, the last one first, read in blocks from the end as far as they are asked for. They are the same records as those of
 * {@link RecordSplitter}, because a line's own beginning tells whether it begins one. Memory: one block.
 */
final class BackwardRecords {
    private static final int FIRST_BLOCK = 128 * 1024;
    private static final int LARGEST_BLOCK = 4 * 1024 * 1024;
    private static final int IDENTIFYING = 1024;
    private static final int LONGEST_CONTENT = 16 * 1024;
    private static final int OVERLAP = Math.max(LONGEST_CONTENT, RecordSyntax.HEAD_LIMIT);

    private final BackwardBytes file;
    private final RecordSyntax syntax;
    private final ScanBudget budget;
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
     * @param recognised false for what comes before the file's first head
     * @param foreign bytes of lines after it that are none of its own
     */
    private record Found(long offset, long millis, @Nullable Severity severity, boolean recognised, long foreign) {
        Found with(long foreignBytes) {
            return new Found(offset, millis, severity, recognised, foreignBytes);
        }
    }

    BackwardRecords(BackwardBytes file, RecordSyntax syntax, ScanBudget budget) {
        this(file, syntax, budget, FIRST_BLOCK, LARGEST_BLOCK);
    }

    /** With blocks that begin at that size and double, for tests of what lies across two. */
    BackwardRecords(BackwardBytes file, RecordSyntax syntax, ScanBudget budget, int firstBlock, int largestBlock) {
        this.file = file;
        this.syntax = syntax;
        this.budget = budget;
        this.windowFrom = file.size();
        this.lineAfterWindow = file.size();
        this.blockSize = firstBlock;
        this.largestBlock = largestBlock;
    }

    /** Goes to the record before; false at the file's beginning, or where the budget is exhausted. */
    boolean previous() throws IOException {
        currentEnd = current == null ? file.size() : current.offset();
        while (found.isEmpty()) {
            if (windowFrom == 0 || !readBlock()) {
                unrecognisedBytes += current == null ? file.size() - windowFrom : foreignAfterWindow;
                return false;
            }
        }
        current = found.pop();
        unrecognisedBytes += current.recognised() ? current.foreign() : currentEnd - current.offset();
        return true;
    }

    /** False where it is what comes before the file's first record that shows itself. */
    boolean isRecognised() {
        return current().recognised();
    }

    /** Bytes gone through that belong to no record that shows itself. */
    long unrecognisedBytes() {
        return unrecognisedBytes;
    }

    /** Where the record begins in the file. */
    long offset() {
        return current().offset();
    }

    long length() {
        return currentEnd - current().offset();
    }

    /** {@link Timestamp#NONE} where the record has no time. */
    long millis() {
        return current().millis();
    }

    @Nullable Severity severity() {
        return current().severity();
    }

    LogRecord record() throws IOException {
        Found record = current();
        int from = (int) (record.offset() - windowFrom);
        int to = (int) Math.min(Math.min(currentEnd, record.offset() + LONGEST_CONTENT) - windowFrom, window.length);
        String text = syntax.content(window, from, to).replace("\0", "").stripTrailing();
        boolean whole = record.offset() + (to - from) == currentEnd;
        Optional<Instant> time = record.millis() == RecordSyntax.NO_TIME
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(record.millis()));
        return new LogRecord(
                id(record, from), time, Optional.ofNullable(record.severity()), whole ? text : text + " …");
    }

    private Found current() {
        if (current == null) {
            throw new IllegalStateException("previous() was not called, or was false");
        }
        return current;
    }

    /** Puts the block before what was read, and finds the records whose first line begins after one of its line feeds. */
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
        boolean last = windowFrom + window.length == file.size();
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
                foreignBeforeAny = push(latest, foreign, foreignBeforeAny);
                latest = new Found(windowFrom + at, syntax.millis(), syntax.severity(), true, 0);
                foreign = 0;
            }
        }
        lineAfterWindow = firstLine;
        foreignAfterWindow = latest == null
                ? foreignAfterWindow + foreign
                : push(latest, foreign + foreignAfterWindow, foreignBeforeAny);
    }

    /** The bytes of lines that are to be counted for a record of an earlier block. */
    private long push(@Nullable Found latest, long foreign, long foreignBeforeAny) {
        if (latest == null) {
            return foreign;
        }
        found.push(latest.with(foreign));
        return foreignBeforeAny;
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

    /** At most {@value IDENTIFYING} bytes of it: what stays when the file grows, or is renamed. */
    private byte[] firstLine() throws IOException {
        if (firstLine == null) {
            byte[] beginning = file.read(0, (int) Math.min(IDENTIFYING, file.size()));
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
