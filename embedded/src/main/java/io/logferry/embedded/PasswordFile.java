package io.logferry.embedded;

import io.logferry.id.Secret;
import java.nio.file.Path;
import java.security.SecureRandom;

/** A random password, kept in a file that only its owner can read. */
public final class PasswordFile {
    /** Shells, URLs and configuration files need no escape for these. */
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static final int LENGTH = 32;

    private PasswordFile() {}

    /** The password in {@code file}. If there is no such file, it is created with a new password (mode 0600). */
    public static Secret readOrCreate(Path file) {
        return PrivateFiles.read(file).map(text -> new Secret(text.strip())).orElseGet(() -> {
            Secret made = random();
            PrivateFiles.write(file, made.value() + "\n");
            return made;
        });
    }

    /** A new password of 32 letters and digits (190 bits). */
    public static Secret random() {
        StringBuilder password = new StringBuilder(LENGTH);
        new SecureRandom().ints(LENGTH, 0, ALPHABET.length()).forEach(index -> password.append(ALPHABET.charAt(index)));
        return new Secret(password.toString());
    }
}
