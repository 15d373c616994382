package io.logferry.cli.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.TypeConversionException;

/**
 * A point in time as people write it: how long ago ({@code 90s}, {@code 30m}, {@code 2h}, {@code 1h30m}, {@code 1d},
 * {@code 1w}, {@code 2 hours ago}, {@code last week}), a day ({@code today}, {@code yesterday 14:00}), or ISO 8601
 * ({@code 2026-11-24}, {@code 2026-11-24T08:15}, {@code 2026-11-24T08:15:00Z}). Without an offset it is the time of this
 * machine's zone.
 */
final class Moment {
    private static final Pattern AGO =
            Pattern.compile("(?:(\\d{1,6})w)?(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");
    /** {@code 2 hours ago} and {@code last hour} are written shorter as {@code 2h} and {@code 1h}; a month has 30 days. */
    private static final Pattern IN_WORDS = Pattern.compile(
            "(?:(\\d{1,6}|an?|one|last|past)\\s*)(w(?:eeks?)?|d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?|months?)(?:\\s+ago)?");

    private static final Pattern DAY =
            Pattern.compile("(today|yesterday)(?:[\\sT]+(?:at\\s+)?(\\d\\d:\\d\\d(?::\\d\\d)?))?");

    private static final Duration[] UNITS = {
        Duration.ofDays(7), Duration.ofDays(1), Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofSeconds(1)
    };

    private Moment() {}

    /** @throws TypeConversionException which picocli shows with the option's name */
    static Instant parse(String text, Instant now, ZoneId zone) {
        String words = text.strip().toLowerCase(Locale.ROOT);
        Matcher ago = AGO.matcher(words);
        if (!words.isEmpty() && ago.matches()) {
            return now.minus(duration(ago));
        }
        return inWords(words, now, zone)
                .or(() -> iso8601(text, zone))
                .orElseThrow(
                        () -> new TypeConversionException("'" + text + "' is no time: write how long ago (30m, 2h, 1d,"
                                + " 1w, 2 hours ago), now, today, yesterday, 'yesterday 14:00', 2026-11-24 or"
                                + " 2026-11-24T08:15:00Z"));
    }

    private static Optional<Instant> inWords(String words, Instant now, ZoneId zone) {
        Matcher ago = IN_WORDS.matcher(words);
        if (ago.matches()) {
            int number = ago.group(1).matches("\\d+") ? Integer.parseInt(ago.group(1)) : 1;
            return Optional.of(now.minus(unit(ago.group(2)).multipliedBy(number)));
        }
        Matcher day = DAY.matcher(words);
        if (day.matches()) {
            LocalDate today = LocalDate.ofInstant(now, zone);
            LocalDate date = day.group(1).equals("today") ? today : today.minusDays(1);
            return day.group(2) == null
                    ? Optional.of(date.atStartOfDay(zone).toInstant())
                    : attempt(() -> date.atTime(LocalTime.parse(day.group(2)))
                            .atZone(zone)
                            .toInstant());
        }
        return words.equals("now") ? Optional.of(now) : Optional.empty();
    }

    private static Duration unit(String word) {
        return word.startsWith("mo") ? Duration.ofDays(30) : UNITS["wdhms".indexOf(word.charAt(0))];
    }

    private static Optional<Instant> iso8601(String text, ZoneId zone) {
        String iso = text.trim().replaceFirst("(?<=\\d) (?=\\d)", "T");
        return Stream.<Supplier<Instant>>of(
                        () -> OffsetDateTime.parse(iso).toInstant(),
                        () -> LocalDateTime.parse(iso).atZone(zone).toInstant(),
                        () -> LocalDate.parse(iso).atStartOfDay(zone).toInstant())
                .flatMap(reading -> attempt(reading).stream())
                .findFirst();
    }

    private static Duration duration(Matcher ago) {
        Duration sum = Duration.ZERO;
        for (int unit = 0; unit < UNITS.length; unit++) {
            String number = ago.group(unit + 1);
            if (number != null) {
                sum = sum.plus(UNITS[unit].multipliedBy(Long.parseLong(number)));
            }
        }
        return sum;
    }

    private static Optional<Instant> attempt(Supplier<Instant> reading) {
        try {
            return Optional.of(reading.get());
        } catch (DateTimeException otherForm) {
            return Optional.empty();
        }
    }
}
