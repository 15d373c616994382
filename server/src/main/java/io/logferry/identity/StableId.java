package io.logferry.identity;

import io.logferry.id.Sha256;

/** Ids of what has only a name: the same on every replica and at every start. */
public final class StableId {
    private static final int LENGTH = 32;

    private StableId() {}

    /** 32 lower-case hex digits. */
    public static String of(String... words) {
        return Sha256.hex(String.join("\0", words)).substring(0, LENGTH);
    }
}
