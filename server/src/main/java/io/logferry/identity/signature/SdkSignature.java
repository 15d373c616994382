package io.logferry.identity.signature;

import io.logferry.id.Secret;
import io.logferry.identity.User;
import io.logferry.identity.Users;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Checks signatures of requests: SDK-HMAC-SHA256 in its two dialects. */
public final class SdkSignature {
    /** The header Authorization of a signed request begins with it. */
    public static final String ALGORITHM = SdkDialect.ALGORITHM;

    private static final String AUTHORIZATION = "authorization";
    private static final String HOST = "host";
    private static final String DATE = "x-sdk-date";
    private static final String CONTENT_SHA256 = "x-sdk-content-sha256";
    private static final int DECOY_BYTES = 20;

    private final Supplier<Users> users;
    private final InstantSource clock;
    private final Secret decoy;

    public SdkSignature(Supplier<Users> users, InstantSource clock) {
        this.users = users;
        this.clock = clock;
        byte[] random = new byte[DECOY_BYTES];
        new SecureRandom().nextBytes(random);
        this.decoy = new Secret(HexFormat.of().formatHex(random));
    }

    public sealed interface Outcome {
        /**
         * @param user owns the key
         * @param until when this signature expires
         */
        record Valid(User user, Instant until) implements Outcome {}

        /** @param reason a sentence for the caller; it does not reveal whether the key exists */
        record Refused(String reason) implements Outcome {}
    }

    /** The same request is accepted again until its date is too old: to remember requests, replicas would have to share them. */
    public Outcome verify(SignedRequest request) {
        Optional<SdkAuthorization> shown = single(request, AUTHORIZATION).flatMap(SdkAuthorization::parse);
        if (shown.isEmpty()) {
            return new Outcome.Refused(
                    "The header Authorization must be there once, as SDK-HMAC-SHA256 Access=…, SignedHeaders=…,"
                            + " Signature=…, or with Credential=…/sdk_request instead of Access=….");
        }
        return problem(request, shown.get().signedHeaders())
                .<Outcome>map(Outcome.Refused::new)
                .orElseGet(() -> verify(request, shown.get()));
    }

    private Outcome verify(SignedRequest request, SdkAuthorization shown) {
        Optional<SdkDate> date = single(request, DATE).flatMap(SdkDate::parse);
        Instant now = clock.instant();
        if (date.isEmpty()) {
            return new Outcome.Refused("X-Sdk-Date must be a time in UTC, such as " + SdkDate.format(now) + ".");
        }
        if (!date.get().isNear(now)) {
            return new Outcome.Refused(
                    "X-Sdk-Date is more than 15 minutes off; the time here is " + SdkDate.format(now) + ".");
        }
        if (!shown.dialect().isOf(date.get().text())) {
            return new Outcome.Refused("The day in Credential differs from that in X-Sdk-Date.");
        }
        return compare(request, shown, date.get());
    }

    /** Computes the same for an unknown key, so that the time does not reveal which keys exist. */
    private Outcome compare(SignedRequest request, SdkAuthorization shown, SdkDate date) {
        Optional<Users.KeyHolder> holder = users.get().holderOf(shown.access());
        Secret secret = holder.map(Users.KeyHolder::secret).orElse(decoy);
        SdkDialect dialect = shown.dialect();
        String canonical = CanonicalRequest.of(request, shown.signedHeaders(), dialect);
        byte[] expected = SdkDialect.hmac(dialect.signingKey(secret), dialect.stringToSign(date.text(), canonical));
        boolean equal = MessageDigest.isEqual(expected, shown.signatureBytes());
        return equal && holder.isPresent()
                ? new Outcome.Valid(holder.get().user(), date.until())
                : new Outcome.Refused(
                        "The access key is unknown, or the signature does not match its secret and this request.");
    }

    /** The signer and a reader could take a header that is sent twice for different values. */
    private static Optional<String> problem(SignedRequest request, List<String> signed) {
        if (!signed.contains(HOST) || !signed.contains(DATE)) {
            return Optional.of("host and x-sdk-date must be among the signed headers.");
        }
        boolean onceEach = new HashSet<>(signed).size() == signed.size()
                && signed.stream().allMatch(name -> single(request, name).isPresent());
        if (!onceEach) {
            return Optional.of("Each signed header must be in the request, and only once.");
        }
        List<String> digest = request.values(CONTENT_SHA256);
        boolean isOfBody = digest.isEmpty()
                || signed.contains(CONTENT_SHA256) && digest.getFirst().equalsIgnoreCase(request.bodySha256());
        return isOfBody
                ? Optional.empty()
                : Optional.of("X-Sdk-Content-Sha256 must be signed, and be the SHA-256 of the body in hex.");
    }

    private static Optional<String> single(SignedRequest request, String header) {
        List<String> values = request.values(header);
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }
}
