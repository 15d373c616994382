package io.logferry.cli.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.TypeConversionException;

/**
 * A point in time as people write it: how long ago ({@code 90s}, {@code 30m}, {@code 2h}, {@code 1h30m}, {@code 1d},
 * {@code 1w}), or ISO 8601 ({@code 2026-11-24}, {@code 2026-11-24T08:15}, {@code 2026-11-24T08:15:00Z}). Without an
 * offset it is the time of this machine's zone.
 */
final class Moment {
    private static final Pattern AGO =
            Pattern.compile("(?:(\\d{1,6})w)?(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");
    private static final Duration[] UNITS = {
        Duration.ofDays(7), Duration.ofDays(1), Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofSeconds(1)
    };

    private Moment() {}

    /** @throws TypeConversionException which picocli shows with the option's name */
    static Instant parse(String text, Instant now, ZoneId zone) {
        Matcher ago = AGO.matcher(text);
        if (!text.isEmpty() && ago.matches()) {
            return now.minus(duration(ago));
        }
        String iso = text.trim().replaceFirst("(?<=\\d) (?=\\d)", "T");
        return Stream.<Supplier<Instant>>of(
                        () -> OffsetDateTime.parse(iso).toInstant(),
                        () -> LocalDateTime.parse(iso).atZone(zone).toInstant(),
                        () -> LocalDate.parse(iso).atStartOfDay(zone).toInstant())
                .flatMap(reading -> attempt(reading).stream())
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "'" + text + "' is no time: write how long ago (30m, 2h, 1d) or 2026-11-24T08:15:00Z"));
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
