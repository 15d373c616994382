package io.logferry.record.syntax;

import io.logferry.record.LogDialect;
import io.logferry.record.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Where records begin in one log format, for reading forwards and backwards: the beginning of a line alone decides whether it begins a record,
 * never what comes before it, so a torn record never spoils those after it.
 *
 * <p>An instance is for one thread: it keeps the head of the record that {@link #examine} found last, so that scanning makes no garbage.
 */
public abstract class RecordSyntax {
    /** What a line is. */
    public enum Verdict {
        /** It begins a record. */
        BEGINS,
        /** It belongs to the record before it. */
        CONTINUES,
        /** It comes after the record before it, but is not one of its lines: it may be a record with an unknown prefix. */
        UNRECOGNISED,
        /** More bytes are needed; never where the line is complete or {@link #HEAD_LIMIT} bytes are there. */
        UNDECIDED
    }

    /** The {@link #millis} of a record without a time. */
    public static final long NO_TIME = Long.MIN_VALUE;

    /** Bytes of a record's beginning that are examined; a line that doesn't show a record within them begins none. */
    public static final int HEAD_LIMIT = 16 * 1024;

    private int headEnd;
    private long millis = NO_TIME;
    private @Nullable Severity severity;

    public static RecordSyntax of(LogDialect dialect) {
        Timestamp timestamp = new Timestamp(LogTimeZone.of(dialect.timeZone()));
        return switch (dialect.format()) {
            case STDERR -> new StderrSyntax(LinePrefix.of(dialect.linePrefix()), timestamp);
            case CSVLOG -> new CsvSyntax(timestamp);
            case JSONLOG -> new JsonSyntax(timestamp);
        };
    }

    /**
     * Looks at the line that begins at {@code from}.
     *
     * @param to end of the bytes at hand
     * @param last whether nothing comes after {@code to}
     */
    public abstract Verdict examine(byte[] bytes, int from, int to, boolean last);

    /** The position after the head of the record that {@link #examine} found; the message begins there or later. */
    public final int headEnd() {
        return headEnd;
    }

    /** The time of the record that {@link #examine} found, in milliseconds since the epoch, or {@link #NO_TIME}. */
    public final long millis() {
        return millis;
    }

    /** Of the record that {@link #examine} found; null if it has none, or one in an unknown language. */
    public final @Nullable Severity severity() {
        return severity;
    }

    final void setHead(int end, long millis, @Nullable Severity severity) {
        this.headEnd = end;
        this.millis = millis;
        this.severity = severity;
    }

    /** Whether times show, except for a little disorder, which record was written first. */
    public boolean isChronological() {
        return true;
    }

    /** Whether the record's last line is there, as far as the format shows that; a line ends at {@code to}. */
    public boolean isWhole(byte[] bytes, int from, int to) {
        return true;
    }

    /** A record's text for a reader: the message first, then DETAIL, HINT and so on, a line each. Bytes that are not UTF-8 are replaced. */
    public abstract String content(byte[] bytes, int from, int to);
}
