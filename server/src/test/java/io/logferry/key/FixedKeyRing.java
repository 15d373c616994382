package io.logferry.key;

import io.logferry.key.KeyRing.KeyPurpose;
import io.logferry.key.KeyRing.SigningKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A ring of keys that never change. */
public record FixedKeyRing(List<SigningKey> keys) implements KeyRing {
    /** A ring of two keys for each purpose; the second is the current one. */
    public static FixedKeyRing ofTwo() {
        return new FixedKeyRing(List.of(
                key("OLDERTOKENKEY0000000", KeyPurpose.TOKEN, 1),
                key("CURRENTTOKENKEY00000", KeyPurpose.TOKEN, 2),
                key("OLDERLINKKEY00000000", KeyPurpose.LINK, 3),
                key("CURRENTLINKKEY000000", KeyPurpose.LINK, 4)));
    }

    @Override
    public SigningKey current(KeyPurpose purpose) {
        return keys.stream()
                .filter(key -> key.purpose() == purpose)
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    @Override
    public Optional<SigningKey> find(KeyPurpose purpose, String id) {
        return keys.stream()
                .filter(key -> key.purpose() == purpose && key.id().equals(id))
                .findFirst();
    }

    private static SigningKey key(String id, KeyPurpose purpose, int filling) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) filling);
        return new SigningKey(id, purpose, secret, Instant.EPOCH, Instant.MAX);
    }
}
