package io.logferry.api.link;

import io.logferry.store.local.LocalStore.LocalFile;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What identifies a version of a file, and the conditions of a request that use it (RFC 9110, 13).
 *
 * @param etag strong, with its quotes
 * @param modified in whole seconds; a strong validator, too, because a finished file is never changed, only replaced
 */
record Validators(String etag, Instant modified) {
    enum Outcome {
        GO_ON,
        NOT_MODIFIED,
        FAILED
    }

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static Validators of(LocalFile file) {
        return new Validators("\"" + file.version() + "\"", file.modified().truncatedTo(ChronoUnit.SECONDS));
    }

    String lastModified() {
        return HTTP_DATE.format(modified);
    }

    /** The conditions, in the order of section 13.2.2. */
    Outcome check(MultiMap headers) {
        if (headers.contains(HttpHeaders.IF_MATCH)) {
            if (tags(headers, HttpHeaders.IF_MATCH).noneMatch(this::isStrongly)) {
                return Outcome.FAILED;
            }
        } else if (date(headers, "If-Unmodified-Since")
                .filter(modified::isAfter)
                .isPresent()) {
            return Outcome.FAILED;
        }
        if (headers.contains(HttpHeaders.IF_NONE_MATCH)) {
            boolean known = tags(headers, HttpHeaders.IF_NONE_MATCH).anyMatch(this::isWeakly);
            return known ? Outcome.NOT_MODIFIED : Outcome.GO_ON;
        }
        boolean unmodified = date(headers, HttpHeaders.IF_MODIFIED_SINCE)
                .filter(since -> !modified.isAfter(since))
                .isPresent();
        return unmodified ? Outcome.NOT_MODIFIED : Outcome.GO_ON;
    }

    /** Does a Range header count? It does if there is no If-Range, or if If-Range names this version. */
    boolean allowRange(MultiMap headers) {
        String condition = headers.get("If-Range");
        if (condition == null || etag.equals(condition)) {
            return true;
        }
        return parsed(condition).filter(modified::equals).isPresent();
    }

    private boolean isStrongly(String tag) {
        return tag.equals("*") || tag.equals(etag);
    }

    private boolean isWeakly(String tag) {
        return isStrongly(tag.startsWith("W/") ? tag.substring(2) : tag);
    }

    private static Stream<String> tags(MultiMap headers, CharSequence name) {
        return headers.getAll(name).stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip);
    }

    private static Optional<Instant> date(MultiMap headers, CharSequence name) {
        return Optional.ofNullable(headers.get(name)).flatMap(Validators::parsed);
    }

    private static Optional<Instant> parsed(String date) {
        try {
            return Optional.of(HTTP_DATE.parse(date, Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty(); // a malformed date is no condition
        }
    }
}
