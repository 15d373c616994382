package io.logferry.record.scan;

import io.logferry.record.LogDialect;
import io.logferry.record.Severity;
import io.logferry.record.syntax.RecordSyntax;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the wanted records of a log that comes in chunks, cut anywhere. A record is kept whole and byte for byte, or dropped as a whole. Memory
 * is constant (a chunk and {@value RecordSyntax#HEAD_LIMIT} bytes) however long a record is, because its beginning decides. For one thread.
 *
 * <p>Call {@link #beginFile}, then {@link #write} for each chunk, for each file, and {@link #finish} at the end.
 */
public final class FilteredLog extends RecordSplitter {
    /** A file grows between the end of a range that ends now and the moment when the file is read, and clocks differ a little. */
    private static final Duration A_MOMENT = Duration.ofMinutes(1);

    /** Receives what was kept. */
    public interface Kept {
        /** The next bytes. The receiver owns them from now on. */
        void accept(ByteBuffer bytes) throws InterruptedException;
    }

    private final RecordFilter filter;
    private final Kept kept;

    private long lastMillis = RecordSyntax.NO_TIME;
    private Instant fileModified = Instant.MAX;
    private long keptByFileTime;
    private long leftOutByFileTime;
    private boolean keeping;
    private byte @Nullable [] run;
    private int runFrom;
    private int runTo;

    public FilteredLog(LogDialect dialect, RecordFilter filter, Kept kept) {
        super(RecordSyntax.of(dialect));
        this.filter = filter;
        this.kept = kept;
    }

    /**
     * The time of records that have none, nor one before them in the file: when the file was last changed. If that is only a moment after the
     * end of the range, it is the millisecond before this end, because the file had just been written then.
     *
     * @param end of the range, exclusive
     */
    static Instant timeOfFile(Instant modified, Instant end) {
        boolean momentAfter =
                !modified.isBefore(end) && modified.minus(A_MOMENT).isBefore(end);
        return momentAfter ? end.minusMillis(1) : modified;
    }

    /**
     * The bytes that follow are of another file; a record never spans two.
     *
     * @param modified when the file was last changed: the time of its records that have none, nor one before them
     */
    public void beginFile(Instant modified) throws InterruptedException {
        finish();
        lastMillis = RecordSyntax.NO_TIME;
        fileModified = modified;
    }

    /** The next bytes; the buffer belongs to this log from now on. */
    public void write(ByteBuffer bytes) throws InterruptedException {
        if (bytes.hasArray()) {
            int from = bytes.arrayOffset() + bytes.position();
            write(bytes.array(), from, from + bytes.remaining());
        } else {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            write(copy, 0, copy.length);
        }
        passOnRun();
    }

    /** Nothing more comes: passes on what was held back. */
    public void finish() throws InterruptedException {
        endFile();
        passOnRun();
    }

    /** Records that have only their file's time and were kept, because this time is in the range. */
    public long keptByFileTime() {
        return keptByFileTime;
    }

    /** Records that were left out because their file was last written after the range; they may be older. */
    public long leftOutByFileTime() {
        return leftOutByFileTime;
    }

    private boolean keeps(long millis, @Nullable Severity severity, boolean recognised) {
        lastMillis = millis == RecordSyntax.NO_TIME ? lastMillis : millis;
        if (lastMillis != RecordSyntax.NO_TIME || !filter.isByTime() || !filter.keeps(RecordSyntax.NO_TIME, severity)) {
            return filter.keeps(lastMillis, severity);
        }
        if (filter.start().filter(fileModified::isBefore).isPresent()) {
            return false;
        }
        if (!recognised) {
            return true;
        }
        boolean kept = filter.isWithin(timeOfFile(fileModified, filter.end().orElse(Instant.MAX)));
        keptByFileTime += kept ? 1 : 0;
        leftOutByFileTime += kept ? 0 : 1;
        return kept;
    }

    @Override
    void beginRecord(long millis, @Nullable Severity severity, boolean recognised) {
        keeping = keeps(millis, severity, recognised);
    }

    /** Joins neighbouring records that are kept, so that they are passed on in one piece. */
    @Override
    void bytes(byte[] bytes, int from, int to) throws InterruptedException {
        if (!keeping) {
            return;
        }
        if (run == bytes && runTo == from) {
            runTo = to;
            return;
        }
        passOnRun();
        run = bytes;
        runFrom = from;
        runTo = to;
    }

    private void passOnRun() throws InterruptedException {
        if (run != null) {
            kept.accept(ByteBuffer.wrap(run, runFrom, runTo - runFrom).slice());
            run = null;
        }
    }
}
