package io.logferry.link;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * A GET that is signed in its query string, as object stores have it. Whatever stands in an address is read into such a record, and what is
 * compared is the signature of the record: so two spellings are either the same request, or one of them is refused.
 */
sealed interface QueryStringSignature permits SignatureV2, SignatureV4 {
    /** Signed, too: that no cache on the way may keep a log. */
    String CACHE_CONTROL = "no-cache,no-store";

    String CACHE_CONTROL_PARAMETER = "response-cache-control";

    /** The id of the key that it is, or says to be, signed with. */
    String keyId();

    /** The last second in which it is valid. */
    Instant expires();

    /** The signature of a GET of that path, such as {@code /bucket/key}; the path has only characters that need no encoding. */
    String signature(AwsCredentialsIdentity key, String path);

    /** The path with its signed query. */
    String spell(AwsCredentialsIdentity key, String path);

    /** Whether only signed addresses have a parameter of that name. */
    static boolean isSignatureParameter(String name) {
        return SignatureV2.NAMES.contains(name) || SignatureV4.NAMES.contains(name);
    }

    /** Whether no parameter of the signature is missing. */
    static boolean isWhole(Set<String> names) {
        return names.containsAll(SignatureV2.NAMES) || names.containsAll(SignatureV4.NAMES);
    }

    /** A signature with what it is said to be of. */
    record Claim(QueryStringSignature form, String signature) {}

    /** The claim that exactly these parameters make; empty where they make none: one is missing, malformed, or too many. */
    static Optional<Claim> read(Map<String, String> parameters, String host) {
        if (!CACHE_CONTROL.equals(parameters.get(CACHE_CONTROL_PARAMETER))) {
            return Optional.empty();
        }
        return SignatureV2.read(parameters).or(() -> SignatureV4.read(parameters, host));
    }
}
