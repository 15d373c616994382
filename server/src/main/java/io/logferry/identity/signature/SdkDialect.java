package io.logferry.identity.signature;

import io.logferry.id.Secret;
import io.logferry.id.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What differs between the two variants of SDK signatures. */
sealed interface SdkDialect {
    String HMAC = "HmacSHA256";
    String ALGORITHM = "SDK-HMAC-SHA256";

    byte[] signingKey(Secret secret);

    String stringToSign(String date, String canonicalRequest);

    /** A signed header's value in the form that is signed. */
    String headerValue(String sent);

    Covered covered(SignedRequest request);

    /** Is the key valid on the day of that date? */
    boolean isOf(String date);

    /**
     * What is signed of the request in addition to method, path and headers.
     *
     * @param payloadSha256 in most cases that of the body
     */
    record Covered(String query, String payloadSha256) {}

    /** {@code Access=…}: the cloud's SDKs and the signers of its API gateway. The secret itself is the key. */
    record Access() implements SdkDialect {
        @Override
        public byte[] signingKey(Secret secret) {
            return secret.value().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String stringToSign(String date, String canonicalRequest) {
            return String.join("\n", ALGORITHM, date, Sha256.hex(canonicalRequest));
        }

        @Override
        public String headerValue(String sent) {
            return sent.strip();
        }

        /** These signers encode every plus, so a plus that is sent as it is means a plus. */
        @Override
        public Covered covered(SignedRequest request) {
            return new Covered(
                    CanonicalRequest.query(request.query(), false, Comparator.naturalOrder()), request.bodySha256());
        }

        @Override
        public boolean isOf(String date) {
            return true;
        }
    }

    /**
     * {@code Credential=AK/date/region/service/sdk_request}: the Go client of the Open Telekom Cloud (signer_helper.go of
     * gophertelekomcloud). The key is derived from secret, day, region and service. Region and service may be empty; this client always
     * sends them empty.
     *
     * @param day {@code yyyyMMdd}, UTC
     */
    record Credential(String day, String region, String service) implements SdkDialect {
        static final String TERMINATOR = "sdk_request";

        private static final String SECRET_PREFIX = "SDK";

        @Override
        public byte[] signingKey(Secret secret) {
            byte[] key = (SECRET_PREFIX + secret.value()).getBytes(StandardCharsets.UTF_8);
            for (String part : List.of(day, region, service, TERMINATOR)) {
                key = hmac(key, part);
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

        /** The query of a POST without a body is signed as if it were that body, encoded as a form. */
        @Override
        public Covered covered(SignedRequest request) {
            if (!request.method().equals("POST") || request.hasBody()) {
                Comparator<String> order = String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.naturalOrder());
                return new Covered(CanonicalRequest.query(request.query(), true, order), request.bodySha256());
            }
            String form = CanonicalRequest.query(request.query(), true, Comparator.naturalOrder());
            return new Covered("", Sha256.hex(form.replace("%20", "+")));
        }

        @Override
        public boolean isOf(String date) {
            return date.startsWith(day);
        }
    }

    /** HMAC-SHA256 of a text in UTF-8. */
    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }
}
