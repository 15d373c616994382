package io.logferry.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids of what has only a name: the same on every replica and at every start. */
public final class StableId {
    private static final int LENGTH = 32;

    private StableId() {}

    /** 32 lower-case hex digits. */
    public static String of(String... words) {
        return hash(String.join("\0", words)).substring(0, LENGTH);
    }

    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
