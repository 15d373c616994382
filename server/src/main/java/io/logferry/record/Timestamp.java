package io.logferry.record;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.Arrays;

/**
 * Reads times as PostgreSQL writes them into all three formats: {@code 2026-11-24 08:15:03.922 CET}, with or without the milliseconds.
 * Records of one minute share all but the seconds, so the last minute is remembered.
 */
final class Timestamp {
    /** Not a time. */
    static final long NONE = Long.MIN_VALUE;

    private static final int TO_MINUTE = "2026-11-24 08:15".length();
    private static final int TO_SECOND = "2026-11-24 08:15:03".length();
    private static final int SHORTEST = TO_SECOND + " Z".length();

    /** Long enough for every time: those that are longer than this are none. */
    static final int LONGEST = TO_SECOND + ".922 ".length() + 32;

    private final LogTimeZone zone;
    private long rememberedDate;
    private long rememberedMinute;
    private byte[] rememberedAbbreviation = {};
    private long rememberedMillis;
    private int end;

    Timestamp(LogTimeZone zone) {
        this.zone = zone;
    }

    /** The time that begins there, in milliseconds since the epoch, or {@link #NONE}; then {@link #end} is the position after it. */
    long read(byte[] bytes, int from, int to) {
        if (to - from < SHORTEST || !hasSeparators(bytes, from)) {
            return NONE;
        }
        int second = Bytes.number(bytes, from + TO_MINUTE + 1, 2);
        int at = from + TO_SECOND;
        int milli = 0;
        if (bytes[at] == '.') {
            milli = to - at > 4 ? Bytes.number(bytes, at + 1, 3) : -1;
            at += 4;
        }
        if (second < 0 || second > 60 || milli < 0 || at >= to || bytes[at] != ' ') {
            return NONE;
        }
        end = abbreviationEnd(bytes, at + 1, Math.min(to, from + LONGEST));
        if (end == at + 1) {
            return NONE;
        }
        long minute = minute(bytes, from, at + 1);
        return minute == NONE ? NONE : minute + second * 1000L + milli;
    }

    /** After what {@link #read} read. */
    int end() {
        return end;
    }

    private static boolean hasSeparators(byte[] bytes, int from) {
        return bytes[from + 4] == '-'
                && bytes[from + 7] == '-'
                && bytes[from + 10] == ' '
                && bytes[from + 13] == ':'
                && bytes[from + 16] == ':';
    }

    /** Letters, or a sign and digits: a prefix may go on directly after it, as in {@code %t-%p}. */
    private static int abbreviationEnd(byte[] bytes, int from, int to) {
        int at = from;
        if (at < to && (bytes[at] == '+' || bytes[at] == '-')) {
            int digitsEnd = Bytes.skipDigits(bytes, at + 1, Math.min(to, at + 5));
            return digitsEnd == at + 1 ? from : digitsEnd;
        }
        while (at < to && Bytes.isLetter(bytes[at])) {
            at++;
        }
        return at;
    }

    private long minute(byte[] bytes, int from, int abbreviationFrom) {
        long date = Bytes.eight(bytes, from);
        long minute = Bytes.eight(bytes, from + Long.BYTES);
        boolean remembered = date == rememberedDate
                && minute == rememberedMinute
                && Arrays.equals(
                        bytes, abbreviationFrom, end, rememberedAbbreviation, 0, rememberedAbbreviation.length);
        if (!remembered) {
            rememberedAbbreviation = Arrays.copyOfRange(bytes, abbreviationFrom, end);
            rememberedMillis = parsedMinute(bytes, from);
            rememberedDate = date;
            rememberedMinute = minute;
        }
        return rememberedMillis;
    }

    private long parsedMinute(byte[] bytes, int from) {
        int year = Bytes.number(bytes, from, 4);
        int month = Bytes.number(bytes, from + 5, 2);
        int day = Bytes.number(bytes, from + 8, 2);
        int hour = Bytes.number(bytes, from + 11, 2);
        int minute = Bytes.number(bytes, from + 14, 2);
        boolean isTime = year >= 0 && month >= 1 && month <= 12 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
        if (!isTime || day < 1 || !YearMonth.of(year, month).isValidDay(day)) {
            return NONE;
        }
        LocalDateTime local = LocalDateTime.of(year, month, day, hour, minute);
        return zone.epochSecond(local, new String(rememberedAbbreviation, US_ASCII)) * 1000L;
    }
}
