package io.logferry.identity.signature;

import java.util.List;
import java.util.stream.Collectors;

/** The one text of a request that both sides can make, and the signature is of. */
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
}
