package io.logferry.link;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * S3's signature version 4 (HMAC-SHA256) in a query string, as the AWS SDK signs it; only the header {@code host} is signed.
 *
 * @param signedAt in whole seconds
 * @param lifetime in whole seconds, up to 7 days
 * @param host the authority of the address: the name, and the port unless it is the default of the scheme
 */
record SignatureV4(String keyId, String region, Instant signedAt, Duration lifetime, String host)
        implements QueryStringSignature {
    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();
    private static final String SIGNATURE = "X-Amz-Signature";
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern TIME_SHAPE = Pattern.compile("[0-9]{8}T[0-9]{6}Z");
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,5}");
    private static final Pattern CREDENTIAL = Pattern.compile("([^/]+)/([0-9]{8})/([a-z0-9-]+)/s3/aws4_request");

    static final Set<String> NAMES = Set.of(
            "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", SIGNATURE);

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
            Duration lifetime = Link.lifetime(Duration.ofSeconds(Long.parseLong(seconds)));
            return Optional.of(new Claim(
                    new SignatureV4(credential.group(1), credential.group(3), signedAt, lifetime, host),
                    parameters.getOrDefault(SIGNATURE, "")));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty(); // such as the 45th of a month, or more than 7 days
        }
    }

    @Override
    public Instant expires() {
        return signedAt.plus(lifetime);
    }

    @Override
    public String signature(AwsCredentialsIdentity key, String path) {
        return sign(key, path).firstMatchingRawQueryParameter(SIGNATURE).orElseThrow();
    }

    @Override
    public String spell(AwsCredentialsIdentity key, String path) {
        return path + "?" + sign(key, path).encodedQueryParameters().orElseThrow();
    }

    private SdkHttpRequest sign(AwsCredentialsIdentity key, String path) {
        SdkHttpRequest address = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .protocol("https") // not signed; its default port isn't added to the host
                .host(host)
                .encodedPath(path)
                .putRawQueryParameter(CACHE_CONTROL_PARAMETER, CACHE_CONTROL)
                .build();
        return SIGNER.sign(request -> request.identity(key)
                        .request(address)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, lifetime)
                        .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, Clock.fixed(signedAt, ZoneOffset.UTC))
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false))
                .request();
    }
}
