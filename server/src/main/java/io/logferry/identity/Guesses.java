package io.logferry.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Recent wrong passwords, for each user at each address and for each address. Remembers so few of them that they need little memory. */
final class Guesses {
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(15);

    /** Longer than the life of a token, so that it lasts until a user logs in again. */
    private static final Duration KNOWN_FOR = Duration.ofHours(48);

    /**
     * After wrong passwords for this number of users, every attempt from the address counts as a guess, except for users who have logged in from
     * there. A user counts once: behind a proxy all callers have one address.
     */
    private static final int MANY = 10;

    /** Wrong passwords without a delay, because anybody mistypes. After them each takes longer. */
    private static final int FREE = 4;

    private static final Duration SHORTEST = Duration.ofMillis(125);
    private static final int DOUBLINGS = 4;
    private static final int MOST_LETTERS = 64;

    /** For one user at one address, so that the address has places left for others. */
    private static final int PLACES_OF_ONE = 6;

    /** For one address, so that there are places left for other addresses. */
    private static final int PLACES_OF_ADDRESS = 10;

    private final Cache<Who, Guesser> guessers = remembered(REMEMBERED_FOR);
    private final Cache<String, Address> addresses = remembered(REMEMBERED_FOR);

    /** Only a right password adds an entry, so no guesser displaces a user. */
    private final Cache<Who, Boolean> known = remembered(KNOWN_FOR);

    private record Who(String address, String user) {}

    private record Address(AtomicInteger wrongUsers, Semaphore places) {}

    private static <K, V> Cache<K, V> remembered(Duration time) {
        return Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterAccess(time)
                .build();
    }

    Guesser of(String address, String user) {
        String shortened = user.substring(0, Math.min(MOST_LETTERS, user.length()));
        Address of =
                addresses.get(address, first -> new Address(new AtomicInteger(), new Semaphore(PLACES_OF_ADDRESS)));
        return guessers.get(new Who(address, shortened), who -> new Guesser(who, of));
    }

    /** One user at one address. */
    final class Guesser {
        private final Who who;
        private final Address ofAddress;
        private final AtomicInteger wrong = new AtomicInteger();
        private final Semaphore places = new Semaphore(PLACES_OF_ONE);
        private final Semaphore turn = new Semaphore(1, true);

        private Guesser(Who who, Address ofAddress) {
            this.who = who;
            this.ofAddress = ofAddress;
        }

        boolean isSuspect() {
            return wrong.get() > 0 || ofAddress.wrongUsers().get() >= MANY && !isKnown();
        }

        /** Has the user logged in from this address? */
        private boolean isKnown() {
            return known.getIfPresent(who) != null;
        }

        /** Each waiting attempt holds one. */
        Semaphore places() {
            return places;
        }

        /** Each waiting attempt holds one of these, too, unless the user is known at the address: strangers there can't take all places. */
        Optional<Semaphore> placesOfStrangers() {
            return isKnown() ? Optional.empty() : Optional.of(ofAddress.places());
        }

        /** One attempt at a time holds it. */
        Semaphore turn() {
            return turn;
        }

        void wasRight() {
            known.put(who, true);
            wrong.set(0);
        }

        void wasWrong() {
            if (wrong.getAndIncrement() == 0) {
                ofAddress.wrongUsers().incrementAndGet();
            }
        }

        /** The delay of the answer. */
        Duration pause() {
            int slower = wrong.get() - FREE;
            return slower <= 0 ? Duration.ZERO : SHORTEST.multipliedBy(1L << Math.min(slower - 1, DOUBLINGS));
        }
    }
}
