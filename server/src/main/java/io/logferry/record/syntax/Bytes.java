package io.logferry.record.syntax;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looking at bytes, eight at a time where that is what speed hangs on. */
public final class Bytes {
    public static final byte LINE_FEED = '\n';

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long UP_TO_LINE_FEED = (LINE_FEED + 1) * ONES;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Bytes() {}

    /** Where the byte first is in [from, to); -1 where it isn't. */
    public static int indexOf(byte[] bytes, int from, int to, byte wanted) {
        long pattern = (wanted & 0xFFL) * ONES;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long differing = (long) LONG.get(bytes, at) ^ pattern;
            long found = (differing - ONES) & ~differing & HIGH_BITS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    /** Where a line ends in [from, to): at a line feed, or at a zero, for file systems leave zeros where a write was lost; else -1. */
    public static int lineEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long word = (long) LONG.get(bytes, at);
            long found = (word - UP_TO_LINE_FEED) & ~word & HIGH_BITS; // of those, the first is one that small
            if (found == 0) {
                at += Long.BYTES;
                continue;
            }
            at += Long.numberOfTrailingZeros(found) >>> 3;
            if (endsLine(bytes[at])) {
                return at;
            }
            at++;
        }
        for (; at < to; at++) {
            if (endsLine(bytes[at])) {
                return at;
            }
        }
        return -1;
    }

    private static boolean endsLine(byte value) {
        return value == LINE_FEED || value == 0;
    }

    /** Whether every line feed there comes after a carriage return, and there is one: then these belong to the file, not to the text. */
    static boolean hasCarriageReturns(byte[] bytes, int from, int to) {
        int lineFeed = indexOf(bytes, from, to, LINE_FEED);
        boolean any = lineFeed >= 0;
        while (lineFeed >= 0) {
            if (lineFeed == from || bytes[lineFeed - 1] != '\r') {
                return false;
            }
            lineFeed = indexOf(bytes, lineFeed + 1, to, LINE_FEED);
        }
        return any;
    }

    /** The eight bytes there as one number, for comparing only. */
    static long eight(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static boolean startsWith(byte[] bytes, int from, int to, byte[] wanted) {
        if (to - from < wanted.length) {
            return false;
        }
        for (int at = 0; at < wanted.length; at++) {
            if (bytes[from + at] != wanted[at]) {
                return false;
            }
        }
        return true;
    }

    static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }

    static boolean isLetter(byte value) {
        int lower = value | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    static boolean isHexDigit(byte value) {
        int lower = value | 0x20;
        return isDigit(value) || (lower >= 'a' && lower <= 'f');
    }

    /** The first position from there on that holds no decimal digit. */
    static int skipDigits(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isDigit(bytes[at])) {
            at++;
        }
        return at;
    }

    static int skipHexDigits(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isHexDigit(bytes[at])) {
            at++;
        }
        return at;
    }

    /** The number of that many decimal digits; -1 where one of them is no digit. */
    static int number(byte[] bytes, int from, int digits) {
        int number = 0;
        for (int at = from; at < from + digits; at++) {
            if (!isDigit(bytes[at])) {
                return -1;
            }
            number = number * 10 + bytes[at] - '0';
        }
        return number;
    }
}
