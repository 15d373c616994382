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
 * Decides whether a request holds a valid link. The path must spell an {@link ObjectKey} exactly (no percent sign, no dot segment, no second
 * slash), and the signature is computed over what was understood, never over what came.
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

    /** Whether the path, as it came, lies in this service's bucket. */
    public boolean isOurs(String path) {
        return path.startsWith(prefix) || prefix.equals(path + "/");
    }

    /** Whether the query, as it came, has a parameter of a signed address. */
    public static boolean isSigned(String query) {
        return QueryParameters.names(query).anyMatch(QueryStringSignature::isSignatureParameter);
    }

    /**
     * The verdict on a GET or HEAD (which is verified as the GET). May ask the state database for a key.
     *
     * @param path as it came, nothing decoded
     * @param query as it came, nothing decoded; {@code ""} where there is none
     * @param host the authority that the link was signed for; only version 4 signs it
     */
    public Verdict verify(String path, String query, String host) {
        if (!isOurs(path)) {
            return new Verdict.ForeignBucket();
        }
        if (!isSigned(query)) {
            return UNSIGNED;
        }
        Optional<Map<String, String>> parameters = QueryParameters.parse(query);
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

    /** What a request for a file of the local store may have. */
    public sealed interface Verdict {
        /**
         * The file.
         *
         * @param cacheControl the Cache-Control header that was signed with it
         */
        record Granted(ObjectKey key, String cacheControl) implements Verdict {}

        /** Nothing: there is no signature, or not all of it. */
        record Unsigned() implements Verdict {}

        /** Nothing any more. */
        record Expired() implements Verdict {}

        /** Nothing: the signature is of something else, or of nobody. */
        record Mismatch() implements Verdict {}

        /** Nothing: the bucket is not the one that is kept here. */
        record ForeignBucket() implements Verdict {}
    }
}
