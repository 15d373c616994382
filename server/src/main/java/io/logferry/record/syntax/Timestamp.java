package io.logferry.record.syntax;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads times as PostgreSQL writes them in all three formats: {@code 2026-11-24 08:15:03.922 CET}, with or without the milliseconds. It
 * remembers the last minute, because records of one minute share all but the seconds.
 *
 * <p>The end of the zone's abbreviation isn't always clear: with the prefix {@code %t}, a record begins with {@code CESTERROR:}. So there is a
 * likeliest end, and others to try after it.
 */
final class Timestamp {
    private static final int TO_MINUTE = "2026-11-24 08:15".length();
    static final int TO_SECOND = "2026-11-24 08:15:03".length();
    private static final int SHORTEST = TO_SECOND + " Z".length();
    private static final int[] NUMERIC_LENGTHS = {"+03".length(), "+0330".length()};

    /** The longest time. */
    static final int LONGEST = TO_SECOND + ".922 ".length() + 32;

    private final LogTimeZone zone;
    private long rememberedDate;
    private long rememberedMinute;
    private byte[] rememberedAbbreviation = {};
    private long rememberedMillis = RecordSyntax.NO_TIME;
    private int abbreviationFrom;
    private int furthest;
    private int begunAt = -1;
    private long begunMillis;

    Timestamp(LogTimeZone zone) {
        this.zone = zone;
    }

    /** The time that begins there, in milliseconds since the epoch, or {@link RecordSyntax#NO_TIME}; then {@link #end} is the position after it. */
    long read(byte[] bytes, int from, int to) {
        return begins(bytes, from, to) ? millis(bytes, from, furthest) : RecordSyntax.NO_TIME;
    }

    /** The furthest end of the time that was read last. */
    int end() {
        return furthest;
    }

    /** Where its abbreviation begins. */
    int abbreviationFrom() {
        return abbreviationFrom;
    }

    /** Whether a time begins there; if so, {@link #likeliestEnd} and {@link #nextEnd} are where it may end. */
    boolean begins(byte[] bytes, int from, int to) {
        if (to - from < SHORTEST || !hasSeparators(bytes, from)) {
            return false;
        }
        int second = Bytes.number(bytes, from + TO_MINUTE + 1, 2);
        int at = from + TO_SECOND;
        int milli = 0;
        if (bytes[at] == '.') {
            milli = to - at > 4 ? Bytes.number(bytes, at + 1, 3) : -1;
            at += 4;
        }
        if (second < 0 || second > 60 || milli < 0 || at >= to || bytes[at] != ' ') {
            return false;
        }
        begunAt = from;
        begunMillis = second * 1000L + milli;
        abbreviationFrom = at + 1;
        furthest = abbreviationEnd(bytes, abbreviationFrom, Math.min(to, from + LONGEST));
        return furthest > abbreviationFrom && isMinute(bytes, from);
    }

    /** The likeliest end of the time that {@link #begins} found: after the abbreviation that was read last, if it fits. */
    int likeliestEnd(byte[] bytes, int from) {
        int again = abbreviationFrom + rememberedAbbreviation.length;
        boolean fits = again > abbreviationFrom && again <= furthest && isRemembered(bytes, again);
        return fits ? again : ends(bytes, from).getFirst();
    }

    /** The end to try after this one, or -1. */
    int nextEnd(byte[] bytes, int from, int end) {
        List<Integer> ends = ends(bytes, from);
        int likeliest = likeliestEnd(bytes, from);
        ends.remove(Integer.valueOf(likeliest));
        int next = end == likeliest ? 0 : ends.indexOf(end) + 1;
        return next < ends.size() ? ends.get(next) : -1;
    }

    /** The time that {@link #begins} found at {@code from}, in milliseconds since the epoch, if it ends at {@code end}. */
    long millis(byte[] bytes, int from, int end) {
        if (begunAt != from) {
            begins(bytes, from, end);
        }
        return minute(bytes, from, end) + begunMillis;
    }

    private static boolean hasSeparators(byte[] bytes, int from) {
        return bytes[from + 4] == '-'
                && bytes[from + 7] == '-'
                && bytes[from + 10] == ' '
                && bytes[from + 13] == ':'
                && bytes[from + 16] == ':';
    }

    /** Letters, or a sign and digits, perhaps in angle brackets. */
    private static int abbreviationEnd(byte[] bytes, int from, int to) {
        int at = from;
        boolean bracket = at < to && bytes[at] == '<';
        at += bracket ? 1 : 0;
        if (at < to && (bytes[at] == '+' || bytes[at] == '-')) {
            int digitsEnd = Bytes.skipDigits(bytes, at + 1, Math.min(to, at + 5));
            boolean closes = bracket && digitsEnd < to && bytes[digitsEnd] == '>';
            return digitsEnd == at + 1 || bracket != closes ? from : digitsEnd + (closes ? 1 : 0);
        }
        while (!bracket && at < to && Bytes.isLetter(bytes[at])) {
            at++;
        }
        return bracket ? from : at;
    }

    /** Where the abbreviation may end, the likeliest end first; of equals, the furthest. */
    private List<Integer> ends(byte[] bytes, int from) {
        List<Integer> ends = new ArrayList<>();
        if (Bytes.isLetter(bytes[abbreviationFrom])) {
            for (int end = furthest; end > abbreviationFrom; end--) {
                ends.add(end);
            }
        } else {
            ends.add(furthest);
            for (int length : NUMERIC_LENGTHS) {
                int end = abbreviationFrom + length;
                if (end < furthest && bytes[abbreviationFrom] != '<') {
                    ends.add(end);
                }
            }
        }
        LocalDateTime local = localMinute(bytes, from).orElseThrow();
        ends.sort(Comparator.comparing(end -> zone.fit(local, abbreviation(bytes, end))));
        return ends;
    }

    private String abbreviation(byte[] bytes, int end) {
        return new String(bytes, abbreviationFrom, end - abbreviationFrom, US_ASCII);
    }

    private boolean isRemembered(byte[] bytes, int end) {
        return Arrays.equals(bytes, abbreviationFrom, end, rememberedAbbreviation, 0, rememberedAbbreviation.length);
    }

    private boolean isRememberedMinute(byte[] bytes, int from) {
        return rememberedMillis != RecordSyntax.NO_TIME
                && Bytes.eight(bytes, from) == rememberedDate
                && Bytes.eight(bytes, from + Long.BYTES) == rememberedMinute;
    }

    private long minute(byte[] bytes, int from, int end) {
        if (!isRememberedMinute(bytes, from) || !isRemembered(bytes, end)) {
            rememberedAbbreviation = Arrays.copyOfRange(bytes, abbreviationFrom, end);
            rememberedMillis =
                    zone.epochSecond(localMinute(bytes, from).orElseThrow(), abbreviation(bytes, end)) * 1000L;
            rememberedDate = Bytes.eight(bytes, from);
            rememberedMinute = Bytes.eight(bytes, from + Long.BYTES);
        }
        return rememberedMillis;
    }

    private boolean isMinute(byte[] bytes, int from) {
        return isRememberedMinute(bytes, from) || localMinute(bytes, from).isPresent();
    }

    private static Optional<LocalDateTime> localMinute(byte[] bytes, int from) {
        int year = Bytes.number(bytes, from, 4);
        int month = Bytes.number(bytes, from + 5, 2);
        int day = Bytes.number(bytes, from + 8, 2);
        int hour = Bytes.number(bytes, from + 11, 2);
        int minute = Bytes.number(bytes, from + 14, 2);
        boolean inBounds = month >= 1 && month <= 12 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
        return inBounds && year >= 0 && day >= 1 && YearMonth.of(year, month).isValidDay(day)
                ? Optional.of(LocalDateTime.of(year, month, day, hour, minute))
                : Optional.empty();
    }
}
