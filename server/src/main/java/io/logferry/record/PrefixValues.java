package io.logferry.record;

/** Reads the values of a prefix's fields, and remembers the times among them. */
final class PrefixValues {
    private static final int NO = -1;

    private final Timestamp timestamp;
    private byte[] bytes = {};
    private int limit;
    private int shortest;
    private Times times = Times.NONE;

    /** The times seen on the way; which of them is the record's own is decided at the end. */
    record Times(long written, long epoch, long sessionStart) {
        private static final Times NONE = new Times(Timestamp.NONE, Timestamp.NONE, Timestamp.NONE);
    }

    PrefixValues(Timestamp timestamp) {
        this.timestamp = timestamp;
    }

    /** A line begins: no time was seen. */
    void forget() {
        times = Times.NONE;
    }

    Times times() {
        return times;
    }

    /** The way on which more times were seen leads nowhere. */
    void restore(Times before) {
        times = before;
    }

    /** When the line was written, in milliseconds; else when its session began; else {@link Timestamp#NONE}. */
    long best() {
        if (times.written() != Timestamp.NONE) {
            return times.written();
        }
        return times.epoch() != Timestamp.NONE ? times.epoch() : times.sessionStart();
    }

    /** The nearest end of the value whose furthest end was read last: shorter by digits that may be the next field's. */
    int shortest() {
        return shortest;
    }

    /** The furthest end of a value that begins there, or NO; {@link #shortest()} is then the nearest. */
    int end(LinePrefix.Kind kind, byte[] bytes, int from, int limit) {
        this.bytes = bytes;
        this.limit = limit;
        return switch (kind) {
            case TIME, SESSION_START -> timeEnd(kind, from);
            case EPOCH -> epochEnd(from);
            case NUMBER, OPTIONAL_NUMBER -> runEnd(from, signed(from), Bytes.skipDigits(bytes, signed(from), limit));
            case SESSION_ID -> pairEnd(Bytes.skipHexDigits(bytes, from, limit), from, '.', true);
            case TRANSACTION -> pairEnd(Bytes.skipDigits(bytes, signed(from), limit), signed(from), '/', false);
            case SQLSTATE -> sqlStateEnd(from);
            case LITERAL, TEXT, STOP -> NO;
        };
    }

    private int timeEnd(LinePrefix.Kind kind, int from) {
        long millis = timestamp.read(bytes, from, limit);
        if (millis == Timestamp.NONE) {
            return NO;
        }
        times = kind == LinePrefix.Kind.TIME // the later of %m and %t is the one with milliseconds
                ? new Times(Math.max(millis, times.written()), times.epoch(), times.sessionStart())
                : new Times(times.written(), times.epoch(), millis);
        shortest = timestamp.end();
        return shortest;
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
        times = new Times(times.written(), second * 1000 + milli, times.sessionStart());
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
        int end = hex ? Bytes.skipHexDigits(bytes, second, limit) : Bytes.skipDigits(bytes, second, limit);
        return runEnd(from, second, end);
    }

    /** Of a value whose last part is a run of digits that may end anywhere: the next field may begin with a digit as well. */
    private int runEnd(int from, int runFrom, int end) {
        shortest = runFrom + 1;
        return end == runFrom || end == from ? NO : end;
    }

    private int signed(int from) {
        return from < limit && bytes[from] == '-' ? from + 1 : from;
    }
}
