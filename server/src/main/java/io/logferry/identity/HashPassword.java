package io.logferry.identity;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Arrays;

/** The command {@code hash-password}: reads a password and prints its hash for users.yaml. */
public final class HashPassword {
    private static final int SUCCESS = 0;
    private static final int REFUSED = 2;

    /** One or two bytes for a newline, and one more byte to notice that the password is too long. */
    private static final int MOST_READ = Bcrypt.MOST_BYTES + 3;

    private HashPassword() {}

    /**
     * @param in the password in UTF-8; one newline at its end is not part of it
     * @return the exit code: 0, or 2 if {@code err} says what is wrong
     */
    public static int run(InputStream in, PrintStream out, PrintStream err) throws IOException {
        try {
            out.println(of(withoutNewline(in.readNBytes(MOST_READ))));
            return SUCCESS;
        } catch (IllegalArgumentException e) {
            err.println("hash-password: " + e.getMessage());
            return REFUSED;
        }
    }

    /**
     * The bcrypt hash of a password, with a new salt.
     *
     * @throws IllegalArgumentException if the password is empty or longer than 72 bytes
     */
    public static String of(byte[] password) {
        if (password.length == 0) {
            throw new IllegalArgumentException("the password is empty; write it to standard input,"
                    + " for example: printf %s \"$PASSWORD\" | … hash-password");
        }
        if (password.length > Bcrypt.MOST_BYTES) {
            throw new IllegalArgumentException("the password is longer than " + Bcrypt.MOST_BYTES
                    + " bytes, and bcrypt would ignore the rest; choose a shorter one");
        }
        return Bcrypt.hash(password);
    }

    private static byte[] withoutNewline(byte[] read) {
        int end = read.length;
        if (end > 0 && read[end - 1] == '\n') {
            end--;
            if (end > 0 && read[end - 1] == '\r') {
                end--;
            }
        }
        return Arrays.copyOf(read, end);
    }
}
