package io.logferry.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * A GET that is signed in its query string, as for S3. An address is parsed into this record, and the signature of the record is compared: so two
 * spellings are either the same request, or one of them is refused.
 */
sealed interface QueryStringSignature permits SignatureV2, SignatureV4 {
    /** Is signed too, so that no cache on the way may keep a log. */
    String CACHE_CONTROL = "no-cache,no-store";

    String CACHE_CONTROL_PARAMETER = "response-cache-control";

    /** Without {@code +}, which some decode as a space; percent signs only in the encoding of ASCII characters. */
    Pattern PARAMETER = Pattern.compile("[A-Za-z-]+=(?:[A-Za-z0-9._~/=:,-]|%[2-7][0-9A-Fa-f])*");

    /** The ID of the key that it claims to be signed with. */
    String keyId();

    /** The last second in which it is valid. */
    Instant expires();

    /** The signature of a GET of the path, such as {@code /bucket/key}, which has only characters that need no encoding. */
    String signature(AwsCredentialsIdentity key, String path);

    /** The path with its signed query. */
    String spell(AwsCredentialsIdentity key, String path);

    /** Whether only signed addresses have a parameter with this name. */
    static boolean isSignatureParameter(String name) {
        return SignatureV2.NAMES.contains(name) || SignatureV4.NAMES.contains(name);
    }

    /** Whether no parameter of the signature is missing. */
    static boolean isWhole(Set<String> names) {
        return names.containsAll(SignatureV2.NAMES) || names.containsAll(SignatureV4.NAMES);
    }

    /** The names, also in a malformed query. */
    static Stream<String> names(String query) {
        return Arrays.stream(query.split("&", -1)).map(parameter -> parameter.split("=", 2)[0]);
    }

    /** The parameters by name; empty if one is malformed or occurs twice. */
    static Optional<Map<String, String>> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query.split("&", -1)) {
            if (!PARAMETER.matcher(parameter).matches()) {
                return Optional.empty();
            }
            int equals = parameter.indexOf('=');
            String value = URLDecoder.decode(parameter.substring(equals + 1), UTF_8);
            if (parameters.put(parameter.substring(0, equals), value) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    /** A received signature, and the request that it claims to sign. */
    record Claim(QueryStringSignature form, String signature) {}

    /** The claim that these parameters make; empty if one is missing, malformed, or unknown. */
    static Optional<Claim> read(Map<String, String> parameters, String host) {
        if (!CACHE_CONTROL.equals(parameters.get(CACHE_CONTROL_PARAMETER))) {
            return Optional.empty();
        }
        return SignatureV2.read(parameters).or(() -> SignatureV4.read(parameters, host));
    }
}
