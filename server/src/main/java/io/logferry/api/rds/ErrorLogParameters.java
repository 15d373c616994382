package io.logferry.api.rds;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.logferry.record.Severity;
import io.logferry.workflow.search.ReadErrorLog;
import io.netty.handler.codec.http.QueryStringDecoder;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of an error-log query (docs/api.md).
 *
 * @param page from 1
 * @param size of a page
 */
record ErrorLogParameters(ReadErrorLog.Query query, int page, int size) {
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

    /** The longest month, and some minutes because clocks differ. */
    private static final Duration MONTH = Duration.ofDays(31).plusMinutes(5);

    private static final String ALL = "ALL";
    private static final Set<String> LEVELS = Collections.unmodifiableSet(
            new LinkedHashSet<>(List.of(ALL, "INFO", "LOG", "WARNING", "ERROR", "FATAL", "PANIC", "NOTE")));

    /** @param rawQuery as in the request line */
    static ErrorLogParameters of(@Nullable String rawQuery, Instant now) {
        Map<String, List<String>> parameters = decoded(rawQuery == null ? "" : rawQuery);
        QueryText startDate = text(parameters, "start_date");
        QueryText endDate = text(parameters, "end_date");
        Instant start = date(startDate);
        Instant end = date(endDate);
        if (!start.isBefore(end)) {
            throw endDate.wrong("must be after start_date");
        }
        if (start.isBefore(now.minus(MONTH))) {
            throw startDate.wrong("must be at most a month ago");
        }
        int page = text(parameters, "offset").number(1, Integer.MAX_VALUE, 1);
        int size = text(parameters, "limit").number(1, 100, 10);
        Optional<Severity> level = level(text(parameters, "level"));
        return new ErrorLogParameters(new ReadErrorLog.Query(start, end, level), page, size);
    }

    /**
     * Decodes a query in which a plus is a plus. The framework takes it for a space, as in a form, but clients send the plus of a time's offset
     * unescaped.
     */
    private static Map<String, List<String>> decoded(String rawQuery) {
        try {
            return QueryStringDecoder.builder()
                    .hasPath(false)
                    .semicolonIsNormalChar(true)
                    .htmlQueryDecoding(false)
                    .build(rawQuery)
                    .parameters();
        } catch (IllegalArgumentException e) {
            throw ApiException.of(ErrorCode.BAD_PARAMETER, "The query contains an invalid percent-encoding.");
        }
    }

    /** If a name is there twice, the first one counts. */
    private static QueryText text(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.get(name);
        return QueryText.of(name, values == null ? null : values.getFirst());
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
