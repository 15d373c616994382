package io.logferry.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Who tried wrong passwords lately: a user and an address, and an address alone. As many are remembered as don't matter to memory. */
final class Guesses {
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(15);

    /** Of an address: from then on it is taken to guess whichever user it comes with, but for those who were right from there. */
    private static final int MANY = 10;

    /** Anybody mistypes; from then on it takes longer and longer. */
    private static final int FREE = 4;

    private static final Duration SHORTEST = Duration.ofMillis(125);
    private static final int DOUBLINGS = 4;
    private static final int MOST_LETTERS = 64;

    private final Cache<Who, Guesser> guessers = remembered();
    private final Cache<String, AtomicInteger> addresses = remembered();

    private record Who(String address, String user) {}

    private static <K, V> Cache<K, V> remembered() {
        return Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterAccess(REMEMBERED_FOR)
                .build();
    }

    Guesser of(String address, String user) {
        String shortened = user.substring(0, Math.min(MOST_LETTERS, user.length()));
        AtomicInteger ofAddress = addresses.get(address, first -> new AtomicInteger());
        return guessers.get(new Who(address, shortened), first -> new Guesser(ofAddress));
    }

    /** One user at one address. */
    static final class Guesser {
        private final AtomicInteger wrongOfAddress;
        private final AtomicInteger wrong = new AtomicInteger();
        private final Semaphore turn = new Semaphore(1, true);
        private volatile boolean wasEverRight;

        private Guesser(AtomicInteger wrongOfAddress) {
            this.wrongOfAddress = wrongOfAddress;
        }

        boolean isSuspect() {
            return wrong.get() > 0 || wrongOfAddress.get() >= MANY && !wasEverRight;
        }

        /** One attempt at a time has it. */
        Semaphore turn() {
            return turn;
        }

        void wasRight() {
            wasEverRight = true;
            wrong.set(0);
        }

        void wasWrong() {
            wrong.incrementAndGet();
            wrongOfAddress.incrementAndGet();
        }

        /** How long to hold the answer up. */
        Duration pause() {
            int slower = wrong.get() - FREE;
            return slower <= 0 ? Duration.ZERO : SHORTEST.multipliedBy(1L << Math.min(slower - 1, DOUBLINGS));
        }
    }
}
