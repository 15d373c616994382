package io.logferry.key;

import java.util.Optional;

/** The signing keys of all replicas. */
public interface KeyRing {
    /** The key to sign with now; made on first use, and anew before the current one gets too old. */
    SigningKey current(KeyPurpose purpose);

    /** The key of that id; empty where there is none, or where it has retired. */
    Optional<SigningKey> find(KeyPurpose purpose, String id);
}
