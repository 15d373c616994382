package io.logferry.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logferry.id.ObjectKey;
import io.logferry.key.KeyRing;
import io.logferry.key.KeyRing.KeyPurpose;
import io.logferry.store.Bucket;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Decides whether a request has a valid link. The path must be exactly an {@link ObjectKey} (without percent signs, dot segments and double
 * slashes), and the signature is computed over the parsed parts, never over the received text.
 */
public final class LinkVerifier {
    private static final Verdict UNSIGNED = new Verdict.Unsigned();
    private static final Verdict MISMATCH = new Verdict.Mismatch();

    private final KeyRing keys;
    private final String prefix;
    private final InstantSource clock;

    public LinkVerifier(KeyRing keys, Bucket bucket, InstantSource clock) {
        this.keys = keys;
        this.prefix = "/" + bucket + "/";
        this.clock = clock;
    }

    /** Whether the path, not decoded, is in this service's bucket. */
    public boolean isOurs(String path) {
        return path.startsWith(prefix) || prefix.equals(path + "/");
    }

    /** Whether the query, not decoded, has a parameter of a signed address. */
    public static boolean isSigned(String query) {
        return QueryStringSignature.names(query).anyMatch(QueryStringSignature::isSignatureParameter);
    }

    /**
     * Verifies a GET, or a HEAD as if it were the GET. May read a key from the state database.
     *
     * @param path not decoded
     * @param query not decoded; {@code ""} if there is none
     * @param host the authority that the link was signed for; only version 4 signs it
     */
    public Verdict verify(String path, String query, String host) {
        if (!isOurs(path)) {
            return new Verdict.ForeignBucket();
        }
        if (!isSigned(query)) {
            return UNSIGNED;
        }
        Optional<Map<String, String>> parameters = QueryStringSignature.parameters(query);
        if (parameters.isEmpty()) {
            return MISMATCH;
        }
        if (!QueryStringSignature.isWhole(parameters.get().keySet())) {
            return UNSIGNED;
        }
        return QueryStringSignature.read(parameters.get(), host)
                .map(claim -> verify(path, claim))
                .orElse(MISMATCH);
    }

    private Verdict verify(String path, QueryStringSignature.Claim claim) {
        QueryStringSignature form = claim.form();
        if (clock.instant().truncatedTo(ChronoUnit.SECONDS).isAfter(form.expires())) {
            return new Verdict.Expired();
        }
        Optional<ObjectKey> file =
                path.startsWith(prefix) ? ObjectKey.parse(path.substring(prefix.length())) : Optional.empty();
        Optional<AwsCredentialsIdentity> key =
                file.flatMap(known -> keys.find(KeyPurpose.LINK, form.keyId())).map(LocalLinks::credentials);
        if (key.isEmpty()) {
            return MISMATCH;
        }
        String expected = form.signature(key.get(), prefix + file.get());
        boolean equal = MessageDigest.isEqual(
                expected.getBytes(UTF_8), claim.signature().getBytes(UTF_8));
        return equal ? new Verdict.Granted(file.get(), QueryStringSignature.CACHE_CONTROL) : MISMATCH;
    }

    /** What a request for a file of the local store gets. */
    public sealed interface Verdict {
        /**
         * The file.
         *
         * @param cacheControl the Cache-Control header that was signed with it
         */
        record Granted(ObjectKey key, String cacheControl) implements Verdict {}

        /** Nothing: the signature is missing or incomplete. */
        record Unsigned() implements Verdict {}

        /** Nothing: the link has expired. */
        record Expired() implements Verdict {}

        /** Nothing: the signature is not of this request. */
        record Mismatch() implements Verdict {}

        /** Nothing: this service has another bucket. */
        record ForeignBucket() implements Verdict {}
    }
}
