package io.logferry.identity;

import io.logferry.yaml.Secret;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.function.BiPredicate;

/** Checks passwords, a few at once: each takes a core for a while, and the cores are there for exports. */
public final class PasswordCheck {
    private final Semaphore free;
    private final BiPredicate<byte[], Secret> matches;

    enum Outcome {
        RIGHT,
        WRONG,
        TOO_BUSY
    }

    /** @param atOnce further checks at the same time are refused */
    public PasswordCheck(int atOnce) {
        this(atOnce, Bcrypt::matches);
    }

    PasswordCheck(int atOnce, BiPredicate<byte[], Secret> matches) {
        this.free = new Semaphore(atOnce);
        this.matches = matches;
    }

    Outcome check(Secret password, Secret hash) {
        if (!free.tryAcquire()) {
            return Outcome.TOO_BUSY;
        }
        try {
            byte[] bytes = password.value().getBytes(StandardCharsets.UTF_8);
            return matches.test(bytes, hash) ? Outcome.RIGHT : Outcome.WRONG;
        } finally {
            free.release();
        }
    }
}
