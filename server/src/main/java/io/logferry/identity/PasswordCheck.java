package io.logferry.identity;

import io.logferry.id.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/**
 * Checks passwords, a few at once, because each check uses a core for a while and exports need the cores. Further attempts wait. Guessing is slowed
 * down, but slows down nobody else: after a wrong password, the attempts for this user from this address run one at a time, each slower than the
 * one before, and all such attempts together run one at a time. A user and an address can hold only a part of the waiting places.
 */
public final class PasswordCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Threads that may wait. The others answer requests. */
    private static final int MOST_WAITING = 24;

    private static final int MOST_GUESSES_WAITING = 24;

    private final Semaphore turns;
    private final Semaphore turnOfGuesses = new Semaphore(1, true);
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private final Semaphore guessesWaiting = new Semaphore(MOST_GUESSES_WAITING);
    private final Guesses guesses = new Guesses();
    private final BiPredicate<byte[], Secret> matches;
    private final Pause pause;

    enum Outcome {
        RIGHT,
        WRONG,
        TOO_BUSY
    }

    /** Delays a guess. */
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /** @param atOnce more than one, so that guesses leave one to the others */
    public PasswordCheck(int atOnce) {
        this(atOnce, Bcrypt::matches, Thread::sleep);
    }

    PasswordCheck(int atOnce, BiPredicate<byte[], Secret> matches, Pause pause) {
        this.turns = new Semaphore(atOnce, true);
        this.matches = matches;
        this.pause = pause;
    }

    /**
     * @param address of the caller
     * @param user whose password it should be; may be unknown
     */
    Outcome check(String address, String user, Secret password, Secret hash) {
        Guesses.Guesser guesser = guesses.of(address, user);
        try {
            return guesser.isSuspect()
                    ? checkGuess(guesser, password, hash)
                    : within(waiting, () -> within(turns, PATIENCE, () -> noted(guesser, password, hash)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Outcome.TOO_BUSY;
        }
    }

    private Outcome checkGuess(Guesses.Guesser guesser, Secret password, Secret hash) throws InterruptedException {
        Step waited = () -> within(guessesWaiting, () -> inItsTurn(guesser, password, hash));
        Optional<Semaphore> strangers = guesser.placesOfStrangers();
        return within(guesser.places(), strangers.isPresent() ? () -> within(strangers.get(), waited) : waited);
    }

    private Outcome inItsTurn(Guesses.Guesser guesser, Secret password, Secret hash) throws InterruptedException {
        return within(guesser.turn(), PATIENCE, () -> {
            Outcome outcome = within(
                    turnOfGuesses, PATIENCE, () -> within(turns, PATIENCE, () -> noted(guesser, password, hash)));
            if (outcome == Outcome.WRONG) {
                pause.of(guesser.pause());
            }
            return outcome;
        });
    }

    private Outcome noted(Guesses.Guesser guesser, Secret password, Secret hash) {
        if (matches.test(password.value().getBytes(StandardCharsets.UTF_8), hash)) {
            guesser.wasRight();
            return Outcome.RIGHT;
        }
        guesser.wasWrong();
        return Outcome.WRONG;
    }

    private interface Step {
        Outcome take() throws InterruptedException;
    }

    private static Outcome within(Semaphore places, Step step) throws InterruptedException {
        return within(places, Duration.ZERO, step);
    }

    private static Outcome within(Semaphore places, Duration patience, Step step) throws InterruptedException {
        if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return Outcome.TOO_BUSY;
        }
        try {
            return step.take();
        } finally {
            places.release();
        }
    }
}
