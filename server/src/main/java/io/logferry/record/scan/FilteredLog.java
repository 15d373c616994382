package io.logferry.record.scan;

import io.logferry.record.LogDialect;
import io.logferry.record.Severity;
import io.logferry.record.syntax.RecordSyntax;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the wanted records of a log that comes in chunks, cut anywhere: whole and byte for byte, dropped as a whole or not at all. Memory is
 * constant (a chunk and {@value RecordSyntax#HEAD_LIMIT} bytes) however long a record is: what is done with it is decided by its
 * beginning. For one thread.
 *
 * <p>Call {@link #beginFile}, then {@link #write} for each chunk, for each file, and {@link #finish} at the end.
 */
public final class FilteredLog {
    /** Receives what was kept. */
    public interface Kept {
        /** The next bytes. The receiver owns them from now on. */
        void accept(ByteBuffer bytes) throws InterruptedException;
    }

    private final RecordFilter filter;
    private final Kept kept;
    private final RecordSplitter splitter;

    private long lastMillis = RecordSyntax.NO_TIME;
    private Instant fileModified = Instant.MAX;
    private long keptByFileTime;
    private long leftOutByFileTime;
    private boolean keeping;
    private byte @Nullable [] run;
    private int runFrom;
    private int runTo;

    public FilteredLog(LogDialect dialect, RecordFilter filter, Kept kept) {
        this.filter = filter;
        this.kept = kept;
        this.splitter = new RecordSplitter(RecordSyntax.of(dialect), new Pieces());
    }

    /**
     * The bytes that follow are of another file; a record never spans two.
     *
     * @param modified when the file was last changed: the time of its records that have none, where no record before them has one either
     */
    public void beginFile(Instant modified) throws InterruptedException {
        endFile();
        lastMillis = RecordSyntax.NO_TIME;
        fileModified = modified;
    }

    private void endFile() throws InterruptedException {
        splitter.endFile();
        passOnRun();
    }

    /** The next bytes; the buffer is taken over and must not be touched again. */
    public void write(ByteBuffer bytes) throws InterruptedException {
        if (bytes.hasArray()) {
            int from = bytes.arrayOffset() + bytes.position();
            splitter.write(bytes.array(), from, from + bytes.remaining());
        } else {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            splitter.write(copy, 0, copy.length);
        }
        passOnRun();
    }

    /** Nothing more comes: what was held back to be judged is passed on. */
    public void finish() throws InterruptedException {
        endFile();
    }

    /** How many records were recognised, wanted or not. */
    public long recordCount() {
        return splitter.recordCount();
    }

    /** How many bytes were looked at; all that were written, once the log is finished. */
    public long byteCount() {
        return splitter.byteCount();
    }

    /**
     * How many of them belong to no recognised record: a log in which no line shows a record (its prefix is another than the dialect's), or what
     * comes before a file's first record. A record's own further lines are not counted.
     */
    public long unrecognisedBytes() {
        return splitter.unrecognisedBytes();
    }

    /** How many recognised records have no severity that is known: they are left out where a level is asked for. */
    public long unknownSeverityCount() {
        return splitter.unknownSeverityCount();
    }

    /** How many records that have only their file's time were kept because that is of the time asked for. */
    public long keptByFileTime() {
        return keptByFileTime;
    }

    /** How many were left out because their file was last written after the time asked for; they may be older than that. */
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
        boolean kept = filter.isWithin(FileTime.of(fileModified, filter.end().orElse(Instant.MAX)));
        keptByFileTime += kept ? 1 : 0;
        leftOutByFileTime += kept ? 0 : 1;
        return kept;
    }

    private void passOnRun() throws InterruptedException {
        if (run != null) {
            kept.accept(ByteBuffer.wrap(run, runFrom, runTo - runFrom).slice());
            run = null;
        }
    }

    /** Joins neighbouring records that are kept, so that they are passed on in one piece. */
    private final class Pieces implements RecordSplitter.Pieces {
        @Override
        public void begin(long millis, @Nullable Severity severity, boolean recognised) {
            keeping = keeps(millis, severity, recognised);
        }

        @Override
        public void bytes(byte[] bytes, int from, int to) throws InterruptedException {
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
    }
}
