package io.logferry.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a query string in which every parameter has one value and every character one meaning. */
final class QueryParameters {
    /** No {@code +}, which some read as a blank; a percent sign only before two hex digits, and only of ASCII characters. */
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z-]+=(?:[A-Za-z0-9._~/=:,-]|%[2-7][0-9A-Fa-f])*");

    private QueryParameters() {}

    /** The names, as far as any can be made out. */
    static Stream<String> names(String query) {
        return Arrays.stream(query.split("&", -1)).map(parameter -> parameter.split("=", 2)[0]);
    }

    /** The parameters by name; empty where one is malformed, or there twice. */
    static Optional<Map<String, String>> parse(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query.split("&", -1)) {
            if (!PARAMETER.matcher(parameter).matches()) {
                return Optional.empty();
            }
            int equals = parameter.indexOf('=');
            String value = URLDecoder.decode(parameter.substring(equals + 1), UTF_8);
            if (parameters.put(parameter.substring(0, equals), value) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }
}
