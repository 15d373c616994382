package io.logferry.record.syntax;

import java.util.Arrays;

/**
 * Reads the values of a prefix's fields. Of the times among them it remembers the places in the line, because a time is computed only if it is
 * wanted.
 */
final class PrefixValues {
    private static final int NO = -1;
    private static final long NOWHERE = -1;
    private static final int LONGEST_NUMBER = 20;

    private final Timestamp timestamp;
    private final long[] times = new long[LinePrefix.Kind.values().length];
    private byte[] bytes = {};
    private int limit;
    private int shortest;
    private long epochMillis;

    PrefixValues(Timestamp timestamp) {
        this.timestamp = timestamp;
    }

    /** A line begins: no time was seen. */
    void forget() {
        Arrays.fill(times, NOWHERE);
    }

    /** The time of this kind that was seen last; for {@link #restore} only. */
    long time(LinePrefix.Kind kind) {
        return times[kind.ordinal()];
    }

    /** Forgets another time of this kind, because the prefix doesn't match with it. */
    void restore(LinePrefix.Kind kind, long before) {
        times[kind.ordinal()] = before;
    }

    /** When the line was written, in milliseconds; else when its session began; else {@link RecordSyntax#NO_TIME}. */
    long best() {
        long written = time(LinePrefix.Kind.TIME);
        if (written != NOWHERE) {
            return millis(written);
        }
        long epoch = time(LinePrefix.Kind.EPOCH);
        long sessionStart = time(LinePrefix.Kind.SESSION_START);
        if (epoch != NOWHERE) {
            return epoch;
        }
        return sessionStart == NOWHERE ? RecordSyntax.NO_TIME : millis(sessionStart);
    }

    private long millis(long place) {
        return timestamp.millis(bytes, (int) (place >> Integer.SIZE), (int) place);
    }

    private static long place(int from, int end) {
        return (long) from << Integer.SIZE | end;
    }

    /** The likeliest end of a time of this kind that begins there, or the furthest; NO if none begins. */
    int timeEnd(LinePrefix.Kind kind, byte[] bytes, int from, int limit, boolean furthest) {
        this.bytes = bytes;
        this.limit = limit;
        if (kind == LinePrefix.Kind.EPOCH) {
            return epochEnd(from);
        }
        if (!timestamp.begins(bytes, from, limit)) {
            return NO;
        }
        return furthest ? timestamp.end() : timestamp.likeliestEnd(bytes, from);
    }

    /** The end to try next, because the last one may belong to the next field. */
    int nextTimeEnd(int from, int end) {
        return timestamp.begins(bytes, from, limit) // fields after this one may be times as well
                ? timestamp.nextEnd(bytes, from, end)
                : NO;
    }

    /** Takes the time that ends there; of several times, one with milliseconds ({@code %m}) rather than one without ({@code %t}). */
    void take(LinePrefix.Kind kind, int from, int end) {
        boolean isBetter =
                kind != LinePrefix.Kind.TIME || time(kind) == NOWHERE || bytes[from + Timestamp.TO_SECOND] == '.';
        if (isBetter) {
            times[kind.ordinal()] = kind == LinePrefix.Kind.EPOCH ? epochMillis : place(from, end);
        }
    }

    /** The nearest end of the value that was read last: digits after it may belong to the next field. */
    int shortest() {
        return shortest;
    }

    /** The furthest end of a value that begins there, or NO; {@link #shortest()} is the nearest. */
    int end(LinePrefix.Kind kind, byte[] bytes, int from, int limit) {
        this.bytes = bytes;
        this.limit = limit;
        return switch (kind) {
            case NUMBER, OPTIONAL_NUMBER -> runEnd(from, signed(from), digitsEnd(signed(from)));
            case SESSION_ID -> pairEnd(hexDigitsEnd(from), from, '.', true);
            case TRANSACTION -> pairEnd(digitsEnd(signed(from)), signed(from), '/', false);
            case SQLSTATE -> sqlStateEnd(from);
            case TIME, EPOCH, SESSION_START, LITERAL, TEXT, STOP -> NO;
        };
    }

    private int epochEnd(int from) {
        int dot = Bytes.skipDigits(bytes, from, Math.min(limit, from + 12));
        if (dot == from || dot + 4 > limit || bytes[dot] != '.') {
            return NO;
        }
        int milli = Bytes.number(bytes, dot + 1, 3);
        if (milli < 0) {
            return NO;
        }
        long second = 0;
        for (int at = from; at < dot; at++) {
            second = second * 10 + bytes[at] - '0';
        }
        epochMillis = second * 1000 + milli;
        return dot + 4;
    }

    private int sqlStateEnd(int from) {
        shortest = from + 5;
        if (shortest > limit) {
            return NO;
        }
        for (int at = from; at < shortest; at++) {
            if (!Bytes.isDigit(bytes[at]) && !Bytes.isLetter(bytes[at])) {
                return NO;
            }
        }
        return shortest;
    }

    private int pairEnd(int separator, int from, char wanted, boolean hex) {
        if (separator == from || separator >= limit || bytes[separator] != wanted) {
            return NO;
        }
        int second = separator + 1;
        int end = hex ? hexDigitsEnd(second) : digitsEnd(second);
        return runEnd(from, second, end);
    }

    /** The end of a value whose last part is a run of digits. It may end earlier, because the next field may begin with a digit. */
    private int runEnd(int from, int runFrom, int end) {
        shortest = runFrom + 1;
        return end == runFrom || end == from ? NO : end;
    }

    private int digitsEnd(int from) {
        return Bytes.skipDigits(bytes, from, Math.min(limit, from + LONGEST_NUMBER));
    }

    private int hexDigitsEnd(int from) {
        return Bytes.skipHexDigits(bytes, from, Math.min(limit, from + LONGEST_NUMBER));
    }

    private int signed(int from) {
        return from < limit && bytes[from] == '-' ? from + 1 : from;
    }
}
