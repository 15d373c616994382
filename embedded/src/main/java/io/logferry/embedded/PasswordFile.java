package io.logferry.embedded;

import io.logferry.id.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;

/** A random password that is made once and then kept in a file which only its owner can read. */
public final class PasswordFile {
    /** No character that a shell, a URL or a configuration file would want escaped. */
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static final int LENGTH = 32;

    private PasswordFile() {}

    /** The password in {@code file}; a new one is made, and written with mode 0600, where there is no such file. */
    public static Secret readOrCreate(Path file) {
        try {
            return new Secret(Files.readString(file).strip());
        } catch (NoSuchFileException absent) {
            Secret made = random();
            PrivateFiles.write(file, made.value() + "\n");
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("The password file " + file + " can't be read", e);
        }
    }

    /** A new password of 32 letters and digits (190 bits). */
    public static Secret random() {
        StringBuilder password = new StringBuilder(LENGTH);
        new SecureRandom().ints(LENGTH, 0, ALPHABET.length()).forEach(index -> password.append(ALPHABET.charAt(index)));
        return new Secret(password.toString());
    }
}
