package io.logferry.identity.signature;

import io.logferry.id.Secret;
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
    /** How the header Authorization of a signed request begins. */
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

    /** The same request may come again until its date is too old: nothing is remembered, which replicas would have to share. */
    public SignatureOutcome verify(SignedRequest request) {
        Optional<SdkAuthorization> shown = single(request, AUTHORIZATION).flatMap(SdkAuthorization::parse);
        if (shown.isEmpty()) {
            return refused("The header Authorization must be there once, as SDK-HMAC-SHA256 Access=…, SignedHeaders=…,"
                    + " Signature=…, or with Credential=…/sdk_request in place of Access=….");
        }
        return problem(request, shown.get().signedHeaders())
                .<SignatureOutcome>map(SignatureOutcome.Refused::new)
                .orElseGet(() -> verify(request, shown.get()));
    }

    private SignatureOutcome verify(SignedRequest request, SdkAuthorization shown) {
        Optional<SdkDate> date = single(request, DATE).flatMap(SdkDate::parse);
        Instant now = clock.instant();
        if (date.isEmpty()) {
            return refused("X-Sdk-Date must be a time in UTC, as " + SdkDate.format(now) + ".");
        }
        if (!date.get().isNear(now)) {
            return refused("X-Sdk-Date is more than 15 minutes off; the time here is " + SdkDate.format(now) + ".");
        }
        if (!shown.dialect().isOf(date.get().text())) {
            return refused("The day in Credential is another one than that of X-Sdk-Date.");
        }
        return compare(request, shown, date.get());
    }

    /** For an unknown key the same is computed, so that the time that it takes doesn't tell which keys there are. */
    private SignatureOutcome compare(SignedRequest request, SdkAuthorization shown, SdkDate date) {
        Optional<Users.KeyHolder> holder = users.get().holderOf(shown.access());
        Secret secret = holder.map(Users.KeyHolder::secret).orElse(decoy);
        SdkDialect dialect = shown.dialect();
        String canonical = CanonicalRequest.of(request, shown.signedHeaders(), dialect);
        byte[] expected = SdkDialect.hmac(dialect.signingKey(secret), dialect.stringToSign(date.text(), canonical));
        boolean equal = MessageDigest.isEqual(expected, shown.signatureBytes());
        return equal && holder.isPresent()
                ? new SignatureOutcome.Valid(holder.get().user(), date.until())
                : refused("The access key is unknown, or the signature is not that of its secret and this request.");
    }

    /** A header that comes twice could mean one thing to the signer and another to its reader. */
    private static Optional<String> problem(SignedRequest request, List<String> signed) {
        if (!signed.contains(HOST) || !signed.contains(DATE)) {
            return Optional.of("host and x-sdk-date must be among the signed headers.");
        }
        boolean onceEach = new HashSet<>(signed).size() == signed.size()
                && signed.stream().allMatch(name -> single(request, name).isPresent());
        if (!onceEach) {
            return Optional.of("Each signed header must be in the request, and only once.");
        }
        return isBodyAsTold(request, signed)
                ? Optional.empty()
                : Optional.of("X-Sdk-Content-Sha256 must be signed, and be the SHA-256 of the body in hex.");
    }

    private static boolean isBodyAsTold(SignedRequest request, List<String> signed) {
        List<String> told = request.values(CONTENT_SHA256);
        return told.isEmpty()
                || signed.contains(CONTENT_SHA256) && told.getFirst().equalsIgnoreCase(request.bodySha256());
    }

    private static SignatureOutcome refused(String reason) {
        return new SignatureOutcome.Refused(reason);
    }

    private static Optional<String> single(SignedRequest request, String header) {
        List<String> values = request.values(header);
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }
}
