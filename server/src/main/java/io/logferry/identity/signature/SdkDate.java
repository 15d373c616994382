package io.logferry.identity.signature;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;

/**
 * When a request was signed.
 *
 * @param text as it was sent: {@code yyyyMMdd'T'HHmmss'Z'}
 */
record SdkDate(String text, Instant at) {
    private static final Duration TOLERANCE = Duration.ofMinutes(15);
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withResolverStyle(ResolverStyle.STRICT);

    static Optional<SdkDate> parse(String text) {
        try {
            return Optional.of(new SdkDate(text, LocalDateTime.parse(text, FORM).toInstant(ZoneOffset.UTC)));
        } catch (DateTimeException otherForm) {
            return Optional.empty();
        }
    }

    static String format(Instant instant) {
        return FORM.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
    }

    boolean isNear(Instant now) {
        return Duration.between(at, now).abs().compareTo(TOLERANCE) <= 0;
    }

    /** The last instant at which {@link #isNear} is true. */
    Instant until() {
        return at.plus(TOLERANCE);
    }
}
