package io.logferry.source.listing;

import io.logferry.record.LogFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a log file's name: {@code postgresql.log.2.gz} is {@code postgresql.log}, rotated twice and packed.
 *
 * @param base the name under which PostgreSQL wrote the file
 * @param number of the rotation, from 0 or 1; {@link #NO_NUMBER} if it has none
 * @param dated whether the rotation suffix is a date, for example {@code -20260101}
 */
public record RotatedName(String base, int number, boolean dated, boolean packed) {
    static final int NO_NUMBER = -1;

    /** {@code .N} or {@code -DATE} (logrotate's dateext, with or without the time of day or {@code %s}), then perhaps {@code .gz}. */
    static final String SUFFIX =
            "(?:\\.(?<number>[0-9]{1,9})|(?<date>-[0-9]{4}-?[0-9]{2}-?[0-9]{2}(?:[-_T]?(?:[0-9]{2,6}|[0-9]{10}))?))?(?<packed>\\.gz)?";

    private static final Pattern ANY = Pattern.compile("(?<base>.+?)" + SUFFIX, Pattern.DOTALL);

    /** How the names end of files that were packed by a program whose format we can't unpack. */
    private static final Pattern PACKED_OTHERWISE = Pattern.compile("\\.(?:bz2|lz4|lzma|xz|Z|zip|zst)$");

    /** The parts of any name. */
    public static RotatedName of(String name) {
        Matcher matcher = ANY.matcher(name);
        return matcher.matches() ? of(matcher) : new RotatedName(name, NO_NUMBER, false, false);
    }

    static boolean isPackedOtherwise(String name) {
        return PACKED_OTHERWISE.matcher(name).find();
    }

    /** The name that the file would have if gzip had packed it. */
    static String asPackedByGzip(String name) {
        return PACKED_OTHERWISE.matcher(name).replaceFirst(".gz");
    }

    /** From a match of a pattern whose group {@code base} is followed by {@link #SUFFIX}. */
    public static RotatedName of(Matcher match) {
        String number = match.group("number");
        return new RotatedName(
                match.group("base"),
                number == null ? NO_NUMBER : Integer.parseInt(number),
                match.group("date") != null,
                match.group("packed") != null);
    }

    boolean numbered() {
        return number != NO_NUMBER;
    }

    public boolean rotated() {
        return numbered() || dated;
    }

    /** The format of the content, judged by the name. */
    public LogFormat format() {
        if (base.endsWith(LogFormat.CSVLOG.suffix())) {
            return LogFormat.CSVLOG;
        }
        return base.endsWith(LogFormat.JSONLOG.suffix()) ? LogFormat.JSONLOG : LogFormat.STDERR;
    }
}
