package io.logferry.record.scan;

import io.logferry.record.Severity;
import io.logferry.record.syntax.Bytes;
import io.logferry.record.syntax.RecordSyntax;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits files that come in chunks, cut anywhere, into records. Every byte belongs to exactly one record, so all records in a row are the
 * input. Between two chunks it holds back at most {@link RecordSyntax#HEAD_LIMIT} bytes: the beginning of a line that it can't judge yet.
 * Records are passed on in pieces, however long they are. What comes before a file's first head is a record without a time.
 */
abstract class RecordSplitter {
    private final RecordSyntax syntax;

    private byte[] heldBack = {};
    private boolean atLineStart = true;
    private boolean inRecord;
    private boolean recognised;
    private boolean inForeignLine;
    private long recordCount;
    private long unknownSeverityCount;
    private long byteCount;
    private long unrecognisedBytes;

    RecordSplitter(RecordSyntax syntax) {
        this.syntax = syntax;
    }

    /**
     * A record begins; the bytes that follow are its own.
     *
     * @param millis {@link RecordSyntax#NO_TIME} if it has no time
     * @param recognised false for what comes before a file's first head
     */
    abstract void beginRecord(long millis, @Nullable Severity severity, boolean recognised) throws InterruptedException;

    /** The next bytes of the record. */
    abstract void bytes(byte[] bytes, int from, int to) throws InterruptedException;

    final void write(byte[] bytes, int from, int to) throws InterruptedException {
        if (heldBack.length == 0) {
            split(bytes, from, to, false);
            return;
        }
        byte[] joined = Arrays.copyOf(heldBack, heldBack.length + to - from);
        System.arraycopy(bytes, from, joined, heldBack.length, to - from);
        heldBack = new byte[0];
        split(joined, 0, joined.length, false);
    }

    /** The file has ended; the next bytes are of another, and no record spans both. */
    final void endFile() throws InterruptedException {
        byte[] rest = heldBack;
        heldBack = new byte[0];
        split(rest, 0, rest.length, true);
        atLineStart = true;
        inRecord = false;
        inForeignLine = false;
    }

    /** Recognised records, wanted or not. */
    public final long recordCount() {
        return recordCount;
    }

    /** Recognised records with an unknown severity: they are left out if a level is asked for. */
    public final long unknownSeverityCount() {
        return unknownSeverityCount;
    }

    /** Bytes that were judged: all that were written, once the file has ended. */
    public final long byteCount() {
        return byteCount;
    }

    /**
     * Bytes of these that belong to no recognised record: a log in which no line shows a record (its prefix is another than the dialect's), or
     * what comes before a file's first record. Further lines of a record are not counted.
     */
    public final long unrecognisedBytes() {
        return unrecognisedBytes;
    }

    private void split(byte[] bytes, int from, int to, boolean last) throws InterruptedException {
        int pieceFrom = from;
        int at = from;
        while (at < to) {
            if (atLineStart && bytes[at] != 0) {
                RecordSyntax.Verdict verdict = syntax.examine(bytes, at, to, last);
                boolean begins = verdict == RecordSyntax.Verdict.BEGINS;
                boolean foreign = verdict == RecordSyntax.Verdict.UNRECOGNISED;
                if (begins || foreign != inForeignLine || verdict == RecordSyntax.Verdict.UNDECIDED) {
                    passOn(bytes, pieceFrom, at);
                    pieceFrom = at;
                    inForeignLine = foreign;
                }
                if (verdict == RecordSyntax.Verdict.UNDECIDED) {
                    heldBack = Arrays.copyOfRange(bytes, at, to);
                    return;
                }
                if (begins || !inRecord) {
                    begin(begins);
                }
                at = begins ? syntax.headEnd() : at;
            } else if (atLineStart) {
                passOn(bytes, pieceFrom, at);
                pieceFrom = at;
                inForeignLine = false;
                if (!inRecord) {
                    begin(false);
                }
            }
            int lineEnd = Bytes.lineEnd(bytes, at, to);
            atLineStart = lineEnd >= 0;
            at = atLineStart ? lineEnd + 1 : to;
        }
        passOn(bytes, pieceFrom, to);
    }

    private void begin(boolean hasHead) throws InterruptedException {
        inRecord = true;
        recognised = hasHead;
        recordCount += hasHead ? 1 : 0;
        unknownSeverityCount += hasHead && syntax.severity() == null ? 1 : 0;
        beginRecord(hasHead ? syntax.millis() : RecordSyntax.NO_TIME, hasHead ? syntax.severity() : null, hasHead);
    }

    private void passOn(byte[] bytes, int from, int to) throws InterruptedException {
        if (from < to) {
            byteCount += to - from;
            unrecognisedBytes += recognised && !inForeignLine ? 0 : to - from;
            bytes(bytes, from, to);
        }
    }
}
