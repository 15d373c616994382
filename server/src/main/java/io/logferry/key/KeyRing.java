package io.logferry.key;

import java.time.Instant;
import java.util.Optional;

/** The signing keys of all replicas. */
public interface KeyRing {
    /** The key to sign with now; the first call makes it, and a later call replaces it before it is too old. */
    SigningKey current(KeyPurpose purpose);

    /** The key with this id; empty if there is none, or if it has retired. */
    Optional<SigningKey> find(KeyPurpose purpose, String id);

    /** What a signing key signs. */
    enum KeyPurpose {
        TOKEN,
        LINK
    }

    /**
     * One key of the ring.
     *
     * @param id public: what is signed contains it, so that the verifier knows which key to take; {@code [A-Z0-9]{20}}
     * @param secret at least 32 random bytes
     * @param retiresAt from this time on, nothing signed with the key is accepted
     */
    record SigningKey(String id, KeyPurpose purpose, byte[] secret, Instant createdAt, Instant retiresAt) {
        @Override
        public String toString() {
            return "SigningKey[" + id + ", " + purpose + "]";
        }
    }
}
