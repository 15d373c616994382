package io.logferry.source.listing;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which names {@code log_filename} can produce. PostgreSQL fills it in with its own strftime, always in the C locale (pgtz's strftime.c), so
 * every conversion has a known shape.
 */
public final class StrftimePattern {
    private static final String DAY = "(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)";
    private static final String DAY_NAME = "(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day";
    private static final String MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
    private static final String MONTH_NAME =
            "(?:January|February|March|April|May|June|July|August|September|October|November|December)";
    private static final String TWO = "[0-9]{2}";
    private static final String PADDED = "[ 0-9][0-9]";
    private static final String YEAR = "[0-9]{4,}";
    private static final String TIME = TWO + ":" + TWO + ":" + TWO;
    private static final String ZONE = "[A-Za-z0-9+-]*";

    private static final Map<Character, String> CONVERSIONS = Map.ofEntries(
            Map.entry('%', "%"),
            Map.entry('A', DAY_NAME),
            Map.entry('a', DAY),
            Map.entry('B', MONTH_NAME),
            Map.entry('b', MONTH),
            Map.entry('h', MONTH),
            Map.entry('C', TWO),
            Map.entry('c', DAY + " " + MONTH + " " + PADDED + " " + TIME + " " + YEAR),
            Map.entry('D', TWO + "/" + TWO + "/" + TWO),
            Map.entry('d', TWO),
            Map.entry('e', PADDED),
            Map.entry('F', YEAR + "-" + TWO + "-" + TWO),
            Map.entry('G', YEAR),
            Map.entry('g', TWO),
            Map.entry('H', TWO),
            Map.entry('I', TWO),
            Map.entry('j', "[0-9]{3}"),
            Map.entry('k', PADDED),
            Map.entry('l', PADDED),
            Map.entry('M', TWO),
            Map.entry('m', TWO),
            Map.entry('n', "\n"),
            Map.entry('p', "[AP]M"),
            Map.entry('R', TWO + ":" + TWO),
            Map.entry('r', TIME + " [AP]M"),
            Map.entry('S', TWO),
            Map.entry('T', TIME),
            Map.entry('t', "\t"),
            Map.entry('U', TWO),
            Map.entry('u', "[0-9]"),
            Map.entry('V', TWO),
            Map.entry('v', PADDED + "-" + MONTH + "-" + YEAR),
            Map.entry('W', TWO),
            Map.entry('w', "[0-9]"),
            Map.entry('X', TIME),
            Map.entry('x', TWO + "/" + TWO + "/" + TWO),
            Map.entry('Y', YEAR),
            Map.entry('y', TWO),
            Map.entry('Z', ZONE),
            Map.entry('z', "[+-][0-9]{4}"),
            Map.entry('+', DAY + " " + MONTH + " " + PADDED + " " + TIME + " " + ZONE + " " + YEAR));

    private StrftimePattern() {}

    /** The regular expression of the names that {@code format} can produce. */
    public static String regex(String format) {
        StringBuilder regex = new StringBuilder();
        int at = 0;
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c != '%' || at == format.length()) {
                regex.append(Pattern.quote(String.valueOf(c)));
                continue;
            }
            char conversion = format.charAt(at++);
            while ((conversion == 'E' || conversion == 'O') && at < format.length()) {
                conversion = format.charAt(at++);
            }
            // strftime copies the letter of a conversion that it doesn't know
            regex.append(CONVERSIONS.getOrDefault(conversion, Pattern.quote(String.valueOf(conversion))));
        }
        return regex.toString();
    }
}
