package io.logferry.source.listing;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which names {@code log_filename} can produce. PostgreSQL formats it with its own strftime, always in the C locale (pgtz's strftime.c), so the
 * form of every conversion is known.
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

    /** The conversions that have the same form, and this form. */
    private record Form(String conversions, String regex) {}

    private static final List<Form> FORMS = List.of(
            new Form("%", "%"),
            new Form("n", "\n"),
            new Form("t", "\t"),
            new Form("CdgHIMmSUVWy", TWO),
            new Form("ekl", PADDED),
            new Form("uw", "[0-9]"),
            new Form("j", "[0-9]{3}"),
            new Form("GY", YEAR),
            new Form("A", DAY_NAME),
            new Form("a", DAY),
            new Form("B", MONTH_NAME),
            new Form("bh", MONTH),
            new Form("c", DAY + " " + MONTH + " " + PADDED + " " + TIME + " " + YEAR),
            new Form("+", DAY + " " + MONTH + " " + PADDED + " " + TIME + " " + ZONE + " " + YEAR),
            new Form("Dx", TWO + "/" + TWO + "/" + TWO),
            new Form("F", YEAR + "-" + TWO + "-" + TWO),
            new Form("v", PADDED + "-" + MONTH + "-" + YEAR),
            new Form("p", "[AP]M"),
            new Form("R", TWO + ":" + TWO),
            new Form("r", TIME + " [AP]M"),
            new Form("TX", TIME),
            new Form("Z", ZONE),
            new Form("z", "[+-][0-9]{4}"));

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
            regex.append(regex(conversion));
        }
        return regex.toString();
    }

    private static String regex(char conversion) {
        return FORMS.stream()
                .filter(form -> form.conversions().indexOf(conversion) >= 0)
                .map(Form::regex)
                .findFirst()
                .orElse(Pattern.quote(String.valueOf(conversion))); // strftime copies a letter that it doesn't know
    }
}
