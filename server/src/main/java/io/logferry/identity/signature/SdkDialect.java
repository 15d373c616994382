package io.logferry.identity.signature;

import io.logferry.id.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** In what the two kinds of signers differ. */
sealed interface SdkDialect permits AccessDialect, CredentialDialect {
    String HMAC = "HmacSHA256";

    String ALGORITHM = "SDK-HMAC-SHA256";

    /** What the signature is made with. */
    byte[] signingKey(Secret secret);

    /** What it is made of. */
    String stringToSign(String date, String canonicalRequest);

    /** A signed header's value in the form that is signed. */
    String headerValue(String sent);

    Covered covered(SignedRequest request);

    /** Does the key hold on the day of that date? */
    boolean isOf(String date);

    /**
     * What of the request is signed beside method, path and headers.
     *
     * @param payloadSha256 in most cases, the body's
     */
    record Covered(String query, String payloadSha256) {}

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
