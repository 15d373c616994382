package io.logferry.identity.signature;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;

/** A query in the form that is signed: encoded, sorted by name. */
final class CanonicalQuery {
    private CanonicalQuery() {}

    private record Parameter(String name, String value) {
        static Parameter of(String sent, boolean plusIsBlank) {
            int equals = sent.indexOf('=');
            String name = equals < 0 ? sent : sent.substring(0, equals);
            String value = equals < 0 ? "" : sent.substring(equals + 1);
            return new Parameter(PercentEncoding.again(name, plusIsBlank), PercentEncoding.again(value, plusIsBlank));
        }
    }

    /**
     * Every parameter is in it, also one that comes twice; those stay in the order in which they were sent, because the first one is what
     * counts to who reads them.
     *
     * @param sent the query as it was sent
     * @param plusIsBlank whether the signer takes a {@code +} for a blank, or for itself
     */
    static String of(String sent, boolean plusIsBlank, Comparator<String> order) {
        return Arrays.stream(sent.split("&"))
                .filter(parameter -> !parameter.isEmpty())
                .map(parameter -> Parameter.of(parameter, plusIsBlank))
                .sorted(Comparator.comparing(Parameter::name, order))
                .map(parameter -> parameter.name() + "=" + parameter.value())
                .collect(Collectors.joining("&"));
    }
}
