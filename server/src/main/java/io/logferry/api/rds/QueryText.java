package io.logferry.api.rds;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One parameter of a query, as the caller wrote it. An empty one counts as absent, because some clients send empty ones. */
record QueryText(String name, Optional<String> text) {
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    static QueryText of(String name, @Nullable String text) {
        return new QueryText(name, Optional.ofNullable(text).filter(value -> !value.isEmpty()));
    }

    /** A decimal number in that range, both ends included. */
    int number(int min, int max, int otherwise) {
        return text.map(digits -> (int) number(digits, min, max)).orElse(otherwise);
    }

    /** Milliseconds since the epoch. */
    Optional<Instant> epochMillis() {
        return text.map(digits -> Instant.ofEpochMilli(number(digits, 0, 253_402_300_799_999L)));
    }

    /** Exactly one of these words. */
    Optional<String> oneOf(Set<String> words) {
        text.filter(word -> !words.contains(word)).ifPresent(word -> {
            throw wrong("must be one of " + String.join(", ", words));
        });
        return text;
    }

    ApiException wrong(String problem) {
        return ApiException.of(ErrorCode.BAD_PARAMETER, name + " in the query " + problem + ".");
    }

    /** ASCII digits only: no sign, and no digits of other scripts. */
    private long number(String digits, long min, long max) {
        long number = DIGITS.matcher(digits).matches() ? Long.parseLong(digits) : -1;
        if (number < min || number > max) {
            throw wrong("must be a whole number from %d to %d".formatted(min, max));
        }
        return number;
    }
}
