package io.logferry.identity.signature;

import io.logferry.id.Secret;
import io.logferry.id.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/** {@code Access=…}: the cloud's own SDKs and its API gateway's signers. The secret itself is the key. */
record AccessDialect() implements SdkDialect {
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

    /** These signers encode every plus, so that one which comes as it is was meant as a plus. */
    @Override
    public Covered covered(SignedRequest request) {
        return new Covered(CanonicalQuery.of(request.query(), false, Comparator.naturalOrder()), request.bodySha256());
    }

    @Override
    public boolean isOf(String date) {
        return true;
    }
}
