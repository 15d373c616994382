package io.logferry.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.logferry.key.KeyRing;
import io.logferry.key.KeyRing.KeyPurpose;
import io.logferry.key.KeyRing.SigningKey;
import java.text.ParseException;
import java.util.Optional;

/** Writes and reads tokens: JWTs (RFC 7519), signed with HS256 and a key of the ring, whose id is in the header. */
final class TokenSeal {
    private static final JWSAlgorithm ALGORITHM = JWSAlgorithm.HS256;
    private static final int MOST_CHARACTERS = 8 * 1024;

    private final KeyRing keys;

    TokenSeal(KeyRing keys) {
        this.keys = keys;
    }

    String seal(TokenClaims claims) {
        SigningKey key = keys.current(KeyPurpose.TOKEN);
        JWSHeader header = new JWSHeader.Builder(ALGORITHM)
                .type(JOSEObjectType.JWT)
                .keyID(key.id())
                .build();
        SignedJWT token = new SignedJWT(header, claims.toJwt());
        try {
            token.sign(new MACSigner(key.secret()));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a token can't be signed with key " + key.id(), e);
        }
    }

    /** The claims; empty if the text is too long, no token of this service, or changed. Does not check their times. */
    Optional<TokenClaims> open(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        return parse(text).filter(this::isOurs).flatMap(TokenSeal::claims);
    }

    private static Optional<SignedJWT> parse(String text) {
        try {
            return Optional.of(SignedJWT.parse(text));
        } catch (ParseException | RuntimeException notOurs) {
            // The library does not handle every malformed header: it fails at `null`.
            return Optional.empty();
        }
    }

    private static Optional<TokenClaims> claims(SignedJWT token) {
        try {
            return Optional.of(TokenClaims.of(token.getJWTClaimsSet()));
        } catch (ParseException notOurs) {
            return Optional.empty();
        }
    }

    private boolean isOurs(SignedJWT token) {
        JWSHeader header = token.getHeader();
        if (!ALGORITHM.equals(header.getAlgorithm()) || header.getKeyID() == null) {
            return false;
        }
        Optional<SigningKey> key = keys.find(KeyPurpose.TOKEN, header.getKeyID());
        return key.isPresent() && isSignedWith(key.get(), token);
    }

    private static boolean isSignedWith(SigningKey key, SignedJWT token) {
        try {
            return token.verify(new MACVerifier(key.secret()));
        } catch (JOSEException e) {
            throw new IllegalStateException("a token can't be checked with key " + key.id(), e);
        }
    }
}
