package io.logferry.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file that psql wrote with a binary COPY of one column (PostgreSQL manual, COPY, "Binary Format"). */
final class BinaryCopy {
    private static final int SIGNATURE_AND_FLAGS = 15;
    private static final int TRAILER = -1;

    private BinaryCopy() {}

    /** The SHA-256 of the column's values, one after the other. */
    static String sha256Of(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (DataInputStream copy =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), SystemTools.PIECE))) {
            copy.skipNBytes(SIGNATURE_AND_FLAGS);
            copy.skipNBytes(copy.readInt());
            for (int columns = copy.readShort(); columns != TRAILER; columns = copy.readShort()) {
                digest.update(copy.readNBytes(copy.readInt()));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
