package io.logferry.identity.signature;

import io.logferry.id.Sha256;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a signature covers of a request.
 *
 * @param path as it was sent, with its percent-encoding
 * @param query as it was sent, without the question mark; empty if there is none
 * @param headers all values of each, by its name in lower case
 * @param bodySha256 of the body's bytes; 64 lower-case hex digits
 */
public record SignedRequest(
        String method, String path, String query, Map<String, List<String>> headers, String bodySha256) {
    public SignedRequest {
        Map<String, List<String>> copy = new TreeMap<>();
        headers.forEach((name, values) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        headers = copy;
    }

    /** @param body all of it */
    public static SignedRequest of(
            String method, String path, String query, Map<String, List<String>> headers, byte[] body) {
        return new SignedRequest(method, path, query, headers, Sha256.hex(body));
    }

    List<String> values(String header) {
        return headers.getOrDefault(header, List.of());
    }

    boolean hasBody() {
        return !bodySha256.equals(Sha256.hex(""));
    }
}
