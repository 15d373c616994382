package io.logferry.id;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256; texts are hashed in UTF-8. */
public final class Sha256 {
    private static final int ID_LENGTH = 32;

    private Sha256() {}

    /** For bytes that come in pieces. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** 64 lower-case hex digits. */
    public static String hex(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** 64 lower-case hex digits. */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /** 32 lower-case hex digits: the id of a thing that has only names. It is the same on every replica and after every restart. */
    public static String idOf(String... names) {
        return hex(String.join("\0", names)).substring(0, ID_LENGTH);
    }
}
