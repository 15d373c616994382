package io.logferry.record;

/**
 * Reads the values of a prefix's fields, and remembers the times among them: where they stand in the line, for a time is computed only where it
 * turns out to be wanted.
 */
final class PrefixValues {
    private static final int NO = -1;
    private static final long NOWHERE = -1;
    private static final int LONGEST_NUMBER = 20;

    private final Timestamp timestamp;
    private byte[] bytes = {};
    private int limit;
    private int shortest;
    private int furthest;
    private long written;
    private long sessionStart;
    private long epoch;

    PrefixValues(Timestamp timestamp) {
        this.timestamp = timestamp;
    }

    /** A line begins: no time was seen. */
    void forget() {
        restore(NOWHERE, NOWHERE, Timestamp.NONE);
    }

    /** Where the line says when it was written; for {@link #restore} only. */
    long written() {
        return written;
    }

    /** Where it says when its session began; for {@link #restore} only. */
    long sessionStart() {
        return sessionStart;
    }

    /** What it says in seconds since the epoch; for {@link #restore} only. */
    long epoch() {
        return epoch;
    }

    /** The way on which other times were seen leads nowhere. */
    void restore(long writtenBefore, long sessionStartBefore, long epochBefore) {
        written = writtenBefore;
        sessionStart = sessionStartBefore;
        epoch = epochBefore;
    }

    /** When the line was written, in milliseconds; else when its session began; else {@link Timestamp#NONE}. */
    long best() {
        if (written != NOWHERE) {
            return millis(written);
        }
        if (epoch != Timestamp.NONE) {
            return epoch;
        }
        return sessionStart == NOWHERE ? Timestamp.NONE : millis(sessionStart);
    }

    private long millis(long place) {
        return timestamp.millis(bytes, (int) (place >> Integer.SIZE), (int) place);
    }

    private static long place(int from, int end) {
        return (long) from << Integer.SIZE | end;
    }

    /** The furthest end of the value that was read last. */
    int furthest() {
        return furthest;
    }

    /** The end to try after that one, of a value of that kind that begins there: what was taken for its end may be the next field's. */
    int nextEnd(LinePrefix.Kind kind, int from, int end) {
        if (kind == LinePrefix.Kind.TIME || kind == LinePrefix.Kind.SESSION_START) {
            timestamp.begins(bytes, from, limit); // fields after this one may be times as well
            return timestamp.nextEnd(bytes, from, end);
        }
        end(kind, bytes, from, limit);
        return end > shortest ? end - 1 : NO;
    }

    /** Takes the value for ending there. */
    void take(LinePrefix.Kind kind, int from, int end) {
        if (kind == LinePrefix.Kind.TIME) {
            boolean better = written == NOWHERE || hasMillis(from); // %m rather than %t
            written = better ? place(from, end) : written;
        } else if (kind == LinePrefix.Kind.SESSION_START) {
            sessionStart = place(from, end);
        }
    }

    private boolean hasMillis(int from) {
        return bytes[from + Timestamp.TO_SECOND] == '.';
    }

    /** The likeliest end of a value that begins there, or NO. */
    int end(LinePrefix.Kind kind, byte[] bytes, int from, int limit) {
        this.bytes = bytes;
        this.limit = limit;
        int end = likeliestEnd(kind, from);
        boolean isTime = kind == LinePrefix.Kind.TIME || kind == LinePrefix.Kind.SESSION_START;
        furthest = isTime ? timestamp.end() : end;
        return end;
    }

    private int likeliestEnd(LinePrefix.Kind kind, int from) {
        return switch (kind) {
            case TIME, SESSION_START -> timestamp.begins(bytes, from, limit) ? timestamp.likeliestEnd(bytes, from) : NO;
            case EPOCH -> epochEnd(from);
            case NUMBER, OPTIONAL_NUMBER -> runEnd(from, signed(from), digitsEnd(signed(from)));
            case SESSION_ID -> pairEnd(hexDigitsEnd(from), from, '.', true);
            case TRANSACTION -> pairEnd(digitsEnd(signed(from)), signed(from), '/', false);
            case SQLSTATE -> sqlStateEnd(from);
            case LITERAL, TEXT, STOP -> NO;
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
        epoch = second * 1000 + milli;
        shortest = dot + 4;
        return shortest;
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

    /** Of a value whose last part is a run of digits that may end anywhere: the next field may begin with a digit as well. */
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
