package io.logferry.api.rds;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query in which a plus is a plus. The framework's own reading takes it for a blank, as in a form; but clients send times with the plus of
 * their offset unescaped.
 */
final class RawQuery {
    private final Map<String, String> parameters;

    private RawQuery(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /** Of a name that is there twice the first counts. */
    static RawQuery of(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : (query == null ? "" : query).split("&")) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            parameters.putIfAbsent(decoded(name), decoded(value));
        }
        return new RawQuery(parameters);
    }

    QueryText text(String name) {
        return QueryText.of(name, parameters.get(name));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiException.of(ErrorCode.BAD_PARAMETER, "The query has a % that no two hex digits follow.");
        }
    }
}
