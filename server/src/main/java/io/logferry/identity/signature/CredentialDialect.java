package io.logferry.identity.signature;

import io.logferry.id.Secret;
import io.logferry.id.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/**
 * {@code Credential=AK/date/region/service/sdk_request}: the Go client of the Open Telekom Cloud (signer_helper.go of gophertelekomcloud). The
 * key is derived from secret, day, region and service, of which the last two may be empty, and by that client always are.
 *
 * @param day {@code yyyyMMdd}, UTC
 */
record CredentialDialect(String day, String region, String service) implements SdkDialect {
    static final String TERMINATOR = "sdk_request";

    private static final String SECRET_PREFIX = "SDK";

    @Override
    public byte[] signingKey(Secret secret) {
        byte[] key = (SECRET_PREFIX + secret.value()).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(day, region, service, TERMINATOR)) {
            key = SdkDialect.hmac(key, part);
        }
        return key;
    }

    @Override
    public String stringToSign(String date, String canonicalRequest) {
        String scope = String.join("/", day, region, service, TERMINATOR);
        return String.join("\n", ALGORITHM, date, scope, Sha256.hex(canonicalRequest));
    }

    @Override
    public String headerValue(String sent) {
        return sent.strip().replaceAll("\\s+", " ");
    }

    /** The query of a POST without a body is signed as if it were that body, as a form would have it. */
    @Override
    public Covered covered(SignedRequest request) {
        String query = CanonicalQuery.of(
                request.query(), true, String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.naturalOrder()));
        if (!request.method().equals("POST") || request.hasBody()) {
            return new Covered(query, request.bodySha256());
        }
        String form = CanonicalQuery.of(request.query(), true, Comparator.naturalOrder());
        return new Covered("", Sha256.hex(form.replace("%20", "+")));
    }

    @Override
    public boolean isOf(String date) {
        return date.startsWith(day);
    }
}
