package io.logferry.api.rds;

import io.logferry.record.Severity;
import io.logferry.workflow.search.ErrorLogQuery;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query of an error-log query (docs/api.md).
 *
 * @param page from 1
 * @param size of a page
 */
record ErrorLogParameters(ErrorLogQuery query, int page, int size) {
    private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .optionalStart()
            .appendOffset("+HHMM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    /** The longest month, and a little for clocks that differ. */
    private static final Duration MONTH = Duration.ofDays(31).plusMinutes(5);

    private static final String ALL = "ALL";
    private static final Set<String> LEVELS = Collections.unmodifiableSet(
            new LinkedHashSet<>(List.of(ALL, "INFO", "LOG", "WARNING", "ERROR", "FATAL", "PANIC", "NOTE")));

    /** @param rawQuery as it stands in the request line */
    static ErrorLogParameters of(@Nullable String rawQuery, Instant now) {
        RawQuery raw = RawQuery.of(rawQuery);
        Instant start = date(raw.text("start_date"));
        Instant end = date(raw.text("end_date"));
        if (!start.isBefore(end)) {
            throw raw.text("end_date").wrong("must be after start_date");
        }
        if (start.isBefore(now.minus(MONTH))) {
            throw raw.text("start_date").wrong("must be at most a month ago");
        }
        int page = raw.text("offset").number(1, Integer.MAX_VALUE, 1);
        int size = raw.text("limit").number(1, 100, 10);
        Optional<Severity> level = level(raw.text("level"));
        return new ErrorLogParameters(new ErrorLogQuery(start, end, level), page, size);
    }

    private static Instant date(QueryText text) {
        String date = text.text().orElseThrow(() -> text.wrong("is missing"));
        try {
            return OffsetDateTime.parse(date, DATE).toInstant();
        } catch (DateTimeException e) {
            throw text.wrong("must be a time with its offset, such as 2018-08-06T10:41:14+0000");
        }
    }

    /** Empty for all of them. */
    private static Optional<Severity> level(QueryText text) {
        String word = text.oneOf(LEVELS).orElse(ALL);
        return Severity.parse(word.equals("NOTE") ? "NOTICE" : word);
    }
}
