package io.logferry.record.syntax;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Searches bytes, eight at a time where speed depends on it. */
public final class Bytes {
    public static final byte LINE_FEED = '\n';

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long UP_TO_LINE_FEED = (LINE_FEED + 1) * ONES;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Bytes() {}

    /** The first position of the byte in [from, to), or -1. */
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

    /** Where a line ends in [from, to), or -1: at a line feed, or at a zero, because file systems leave zeros where a write was lost. */
    public static int lineEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long word = (long) LONG.get(bytes, at);
            long found = (word - UP_TO_LINE_FEED) & ~word & HIGH_BITS; // the first of these is really that small
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

    /** Whether there are line feeds, and each comes after a carriage return: then these belong to the file, not to the text. */
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

    /** Eight bytes as one number, for comparing only. */
    static long eight(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static boolean startsWith(byte[] bytes, int from, int to, byte[] wanted) {
        return to - from >= wanted.length && Arrays.equals(bytes, from, from + wanted.length, wanted, 0, wanted.length);
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

    /** The first position that is no decimal digit. */
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

    /** The number that these decimal digits are; -1 if one of them is no digit. */
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
