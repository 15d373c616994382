package io.logferry.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** S3's signature version 2 (HMAC-SHA1), as in the example of the API page. */
record SignatureV2(String keyId, Instant expires) implements QueryStringSignature {
    private static final String HMAC = "HmacSHA1";
    private static final String KEY_ID = "AWSAccessKeyId";
    private static final String EXPIRES = "Expires";
    private static final String SIGNATURE = "Signature";
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,11}");

    static final Set<String> NAMES = Set.of(KEY_ID, EXPIRES, SIGNATURE);

    static Optional<Claim> read(Map<String, String> parameters) {
        String keyId = parameters.get(KEY_ID);
        String expires = parameters.get(EXPIRES);
        String signature = parameters.get(SIGNATURE);
        if (keyId == null || expires == null || signature == null) {
            return Optional.empty();
        }
        if (parameters.size() != NAMES.size() + 1 || !SECONDS.matcher(expires).matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new Claim(new SignatureV2(keyId, Instant.ofEpochSecond(Long.parseLong(expires))), signature));
    }

    @Override
    public String signature(AwsCredentialsIdentity key, String path) {
        String toSign = "GET\n\n\n" + expires.getEpochSecond() + "\n" + path + "?" + CACHE_CONTROL_PARAMETER + "="
                + CACHE_CONTROL;
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.secretAccessKey().getBytes(UTF_8), HMAC));
            return Base64.getEncoder().encodeToString(mac.doFinal(toSign.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    @Override
    public String spell(AwsCredentialsIdentity key, String path) {
        return path + "?" + query(key, path);
    }

    /** The signed query alone, for an address whose path is not the signed path. */
    String query(AwsCredentialsIdentity key, String path) {
        return KEY_ID + "=" + URLEncoder.encode(keyId, UTF_8)
                + "&" + EXPIRES + "=" + expires.getEpochSecond()
                + "&" + CACHE_CONTROL_PARAMETER + "=" + URLEncoder.encode(CACHE_CONTROL, UTF_8)
                + "&" + SIGNATURE + "=" + URLEncoder.encode(signature(key, path), UTF_8);
    }
}
