package io.logferry.identity.signature;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The text that client and server derive from a request, and that is signed. */
final class CanonicalRequest {
    private CanonicalRequest() {}

    /** @param signedHeaders names of headers that the request has once each */
    static String of(SignedRequest request, List<String> signedHeaders, SdkDialect dialect) {
        SdkDialect.Covered covered = dialect.covered(request);
        return String.join(
                "\n",
                request.method(),
                path(request.path()),
                covered.query(),
                headers(request, signedHeaders, dialect),
                String.join(";", signedHeaders),
                covered.payloadSha256());
    }

    private static String path(String sent) {
        String path = PercentEncoding.path(sent);
        return path.endsWith("/") ? path : path + "/";
    }

    private static String headers(SignedRequest request, List<String> names, SdkDialect dialect) {
        return names.stream()
                .map(name ->
                        name + ":" + dialect.headerValue(request.values(name).getFirst()) + "\n")
                .collect(Collectors.joining());
    }

    private record Parameter(String name, String value) {
        static Parameter of(String sent, boolean plusIsSpace) {
            int equals = sent.indexOf('=');
            String name = equals < 0 ? sent : sent.substring(0, equals);
            String value = equals < 0 ? "" : sent.substring(equals + 1);
            return new Parameter(PercentEncoding.again(name, plusIsSpace), PercentEncoding.again(value, plusIsSpace));
        }
    }

    /**
     * The query encoded and sorted by name. It has every parameter, also one that is sent twice. Parameters of the same name keep their
     * order, because readers use the first.
     *
     * @param sent the query as it was sent
     * @param plusIsSpace does the signer mean a space by {@code +}, or a plus?
     */
    static String query(String sent, boolean plusIsSpace, Comparator<String> order) {
        return Arrays.stream(sent.split("&"))
                .filter(parameter -> !parameter.isEmpty())
                .map(parameter -> Parameter.of(parameter, plusIsSpace))
                .sorted(Comparator.comparing(Parameter::name, order))
                .map(parameter -> parameter.name() + "=" + parameter.value())
                .collect(Collectors.joining("&"));
    }
}
