package io.logferry.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * S3's signature version 4 (HMAC-SHA256) in a query string; only the header {@code host} is signed.
 *
 * @param signedAt in whole seconds
 * @param lifetime in whole seconds, up to 7 days
 * @param host the address's authority: name, and port unless it is the scheme's own
 */
record SignatureV4(String keyId, String region, Instant signedAt, Duration lifetime, String host)
        implements QueryStringSignature {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd").withZone(ZoneOffset.UTC);
    private static final Pattern TIME_SHAPE = Pattern.compile("[0-9]{8}T[0-9]{6}Z");
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,5}");
    private static final Pattern CREDENTIAL = Pattern.compile("([^/]+)/([0-9]{8})/([a-z0-9-]+)/s3/aws4_request");

    static final Set<String> NAMES = Set.of(
            "X-Amz-Algorithm",
            "X-Amz-Credential",
            "X-Amz-Date",
            "X-Amz-Expires",
            "X-Amz-SignedHeaders",
            "X-Amz-Signature");

    static Optional<Claim> read(Map<String, String> parameters, String host) {
        if (!parameters.keySet().containsAll(NAMES) || parameters.size() != NAMES.size() + 1) {
            return Optional.empty();
        }
        Matcher credential = CREDENTIAL.matcher(parameters.getOrDefault("X-Amz-Credential", ""));
        String time = parameters.getOrDefault("X-Amz-Date", "");
        String seconds = parameters.getOrDefault("X-Amz-Expires", "");
        boolean wellFormed = ALGORITHM.equals(parameters.get("X-Amz-Algorithm"))
                && "host".equals(parameters.get("X-Amz-SignedHeaders"))
                && credential.matches()
                && TIME_SHAPE.matcher(time).matches()
                && time.startsWith(credential.group(2))
                && SECONDS.matcher(seconds).matches();
        if (!wellFormed) {
            return Optional.empty();
        }
        try {
            Instant signedAt = TIME.parse(time, Instant::from);
            Duration lifetime = Duration.ofSeconds(Long.parseLong(seconds));
            return Optional.of(new Claim(
                    new SignatureV4(credential.group(1), credential.group(3), signedAt, lifetime, host),
                    parameters.getOrDefault("X-Amz-Signature", "")));
        } catch (DateTimeException e) {
            return Optional.empty(); // such as the 45th of a month
        }
    }

    @Override
    public Instant expires() {
        return signedAt.plus(lifetime);
    }

    @Override
    public String signature(AccessKey key, String path) {
        String request = "GET\n" + path + "\n" + query() + "\nhost:" + host + "\n\nhost\nUNSIGNED-PAYLOAD";
        String toSign = ALGORITHM + "\n" + TIME.format(signedAt) + "\n" + scope() + "\n" + sha256(request);
        byte[] derived = ("AWS4" + key.secret()).getBytes(UTF_8);
        for (String step : scope().split("/", -1)) {
            derived = hmac(derived, step);
        }
        return HexFormat.of().formatHex(hmac(derived, toSign));
    }

    @Override
    public String spell(AccessKey key, String path) {
        return path + "?" + query() + "&X-Amz-Signature=" + signature(key, path);
    }

    /** The signed parameters, by name, as they are signed. */
    private String query() {
        return "X-Amz-Algorithm=" + ALGORITHM
                + "&X-Amz-Credential=" + URLEncoder.encode(keyId + "/" + scope(), UTF_8)
                + "&X-Amz-Date=" + TIME.format(signedAt)
                + "&X-Amz-Expires=" + lifetime.toSeconds()
                + "&X-Amz-SignedHeaders=host"
                + "&" + CACHE_CONTROL_PARAMETER + "=" + URLEncoder.encode(CACHE_CONTROL, UTF_8);
    }

    private String scope() {
        return DATE.format(signedAt) + "/" + region + "/s3/aws4_request";
    }

    private static byte[] hmac(byte[] secret, String text) {
        return QueryStringSignature.hmac("HmacSHA256", secret, text);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
