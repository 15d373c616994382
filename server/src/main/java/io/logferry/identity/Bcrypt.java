package io.logferry.identity;

import io.logferry.id.Secret;
import java.util.regex.Pattern;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Password hashes with bcrypt. Its variants 2a, 2b and 2y are the same for this purpose. */
final class Bcrypt {
    /** Of new hashes: one check takes about 65 ms of a core. */
    static final int COST = 10;

    /** Bcrypt silently ignores further bytes. */
    static final int MOST_BYTES = 72;

    /** Costs from 4 to 16 (about 4 s). With more, a login would time out. */
    private static final Pattern SHAPE = Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-6])\\$[./A-Za-z0-9]{53}");

    private Bcrypt() {}

    static boolean isHash(String text) {
        return SHAPE.matcher(text).matches();
    }

    static int cost(Secret hash) {
        return Integer.parseInt(hash.value().substring(4, 6));
    }

    static String hash(byte[] password) {
        return BCrypt.hashpw(password, BCrypt.gensalt("$2b", COST));
    }

    /** Takes the same time for every password, also for one that can't be right. */
    static boolean matches(byte[] password, Secret hash) {
        boolean equal = BCrypt.checkpw(password, hash.value());
        return equal && password.length > 0 && password.length <= MOST_BYTES;
    }

    /** A hash that no password has. */
    static Secret decoy(int cost) {
        return new Secret("$2b$%02d$%s".formatted(cost, ".".repeat(53)));
    }
}
