package io.logferry.key;

import java.time.Instant;

/**
 * One key of the ring.
 *
 * @param id public: stands in what was signed, so that the verifier knows which key to take; {@code [A-Z0-9]{20}}
 * @param secret at least 32 random bytes
 * @param retiresAt from then on nothing signed with it is accepted
 */
public record SigningKey(String id, KeyPurpose purpose, byte[] secret, Instant createdAt, Instant retiresAt) {
    @Override
    public String toString() {
        return "SigningKey[" + id + ", " + purpose + "]";
    }
}
