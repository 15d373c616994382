package io.logferry.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.id.Secret;
import io.logferry.identity.PasswordCheck.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordCheckTest {
    private static final String HERE = "10.0.0.1";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Secret ANY = new Secret("any");
    private static final Secret RIGHT = new Secret("right");
    private static final String HASH_OF_HELLO = "d9wtcXMg1gWt5MTzKEZ9uuwd0mgEpWmwcnkCz5LHoQISExyJTmsJG";

    @Test
    void all_three_variants_of_bcrypt_are_understood() {
        PasswordCheck check = new PasswordCheck(1);
        for (String variant : List.of("$2a$04$", "$2b$04$", "$2y$04$")) {
            Secret hash = new Secret(variant + HASH_OF_HELLO);
            assertThat(check.check(HERE, "demo", new Secret("hello"), hash))
                    .as(variant)
                    .isEqualTo(Outcome.RIGHT);
            assertThat(check.check(HERE, "demo", new Secret("Hello"), hash))
                    .as(variant)
                    .isEqualTo(Outcome.WRONG);
        }
    }

    @Test
    void a_password_longer_than_bcrypt_looks_at_is_wrong() {
        String longest = "é".repeat(36);
        Secret hash = new Secret(HashPassword.of(longest.getBytes(StandardCharsets.UTF_8)));
        PasswordCheck check = new PasswordCheck(1);
        assertThat(check.check(HERE, "demo", new Secret(longest), hash)).isEqualTo(Outcome.RIGHT);
        assertThat(check.check(HERE, "demo", new Secret(longest + "x"), hash)).isEqualTo(Outcome.WRONG);
    }

    @Test
    void at_most_two_passwords_are_checked_at_once_and_further_attempts_wait() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        PasswordCheck check = new PasswordCheck(
                2,
                (password, hash) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.yield();
                    running.decrementAndGet();
                    return true;
                },
                none -> {});
        try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
            List<Future<Outcome>> all = IntStream.range(0, 200)
                    .mapToObj(number -> threads.submit(() -> check.check(HERE, "user" + number, ANY, ANY)))
                    .toList();
            for (Future<Outcome> one : all) {
                assertThat(one.get()).isEqualTo(Outcome.RIGHT);
            }
        }
        assertThat(most.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void one_that_waits_while_too_many_wait_already_is_refused() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        PasswordCheck check = new PasswordCheck(
                2,
                (password, hash) -> {
                    await(goOn);
                    return true;
                },
                none -> {});
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> all = IntStream.range(0, 40)
                    .mapToObj(number -> threads.submit(() -> check.check(HERE, "user" + number, ANY, ANY)))
                    .toList();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> all.stream().filter(Future::isDone).count() == 16);
            goOn.countDown();
            for (Future<Outcome> one : all) {
                assertThat(one.get()).isIn(Outcome.RIGHT, Outcome.TOO_BUSY);
            }
        }
    }

    /** Whether a guesser takes one user or makes up many, and from the same address too. */
    @ParameterizedTest
    @ValueSource(strings = {"demo", "made-up-"})
    void right_passwords_of_others_are_accepted_while_somebody_guesses(String guessed) throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicInteger wrong = new AtomicInteger();
        AtomicBoolean takesLong = new AtomicBoolean();
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger held = new AtomicInteger();
        PasswordCheck check = new PasswordCheck(
                2,
                (password, hash) -> {
                    boolean right = isRight(password, hash);
                    if (!right && takesLong.get()) {
                        held.incrementAndGet();
                        await(goOn);
                    }
                    return right;
                },
                PasswordCheckTest::brieflyIfAtAll);
        assertThat(check.check(HERE, "known", RIGHT, ANY)).isEqualTo(Outcome.RIGHT);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int guesser = 0; guesser < 16; guesser++) {
                threads.submit(() -> {
                    while (!stopped.get()) {
                        String user = guessed.equals("demo") ? guessed : guessed + wrong.get();
                        if (check.check(HERE, user, ANY, ANY) == Outcome.WRONG) {
                            wrong.incrementAndGet();
                        }
                    }
                });
            }
            try {
                Awaitility.await().atMost(PATIENCE).until(() -> wrong.get() > 30);
                takesLong.set(true);
                Awaitility.await().atMost(PATIENCE).until(() -> held.get() > 0);
                for (int login = 0; login < 20; login++) {
                    assertThat(check.check(HERE, "known", RIGHT, ANY)).isEqualTo(Outcome.RIGHT);
                    assertThat(check.check("10.0.0.2", "demo", RIGHT, ANY)).isEqualTo(Outcome.RIGHT);
                    assertThat(check.check("10.0.1." + login, "new" + login, RIGHT, ANY))
                            .isEqualTo(Outcome.RIGHT);
                }
            } finally {
                stopped.set(true);
                goOn.countDown();
            }
        }
    }

    /** Behind a proxy all callers have one address. */
    @Test
    void guesses_at_a_few_users_hold_up_no_other_user_at_the_same_address() throws Exception {
        CountDownLatch heldUp = new CountDownLatch(1);
        PasswordCheck check = new PasswordCheck(2, PasswordCheckTest::isRight, duration -> {
            if (!duration.isZero()) {
                heldUp.await();
            }
        });
        assertThat(check.check(HERE, "known", RIGHT, ANY)).isEqualTo(Outcome.RIGHT);
        assertThat(check.check(HERE, "mistyped", RIGHT, ANY)).isEqualTo(Outcome.RIGHT);
        assertThat(check.check(HERE, "mistyped", ANY, ANY)).isEqualTo(Outcome.WRONG);
        AtomicInteger refused = new AtomicInteger();
        for (int guess = 0; guess < 12; guess++) {
            check.check(HERE, "guessed" + guess % 3, ANY, ANY);
        }
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int guesser = 0; guesser < 30; guesser++) {
                String user = "guessed" + guesser % 3;
                threads.submit(() -> {
                    if (check.check(HERE, user, ANY, ANY) == Outcome.TOO_BUSY) {
                        refused.incrementAndGet();
                    }
                });
            }
            try {
                Awaitility.await().atMost(PATIENCE).until(() -> refused.get() >= 14);
                assertThat(check.check(HERE, "mistyped", RIGHT, ANY)).isEqualTo(Outcome.RIGHT);
                assertThat(check.check(HERE, "known", RIGHT, ANY)).isEqualTo(Outcome.RIGHT);
                assertThat(check.check(HERE, "new", RIGHT, ANY)).isEqualTo(Outcome.RIGHT);
                assertThat(check.check("10.0.0.2", "new", ANY, ANY)).isEqualTo(Outcome.WRONG);
                assertThat(check.check("10.0.0.2", "new", RIGHT, ANY)).isEqualTo(Outcome.RIGHT);
            } finally {
                heldUp.countDown();
            }
        }
    }

    /** Who mistypes once is a suspect, too, and has a place where strangers at the address have taken all of theirs. */
    @Test
    void a_known_user_who_mistyped_can_log_in_while_strangers_guess_from_the_same_address() throws Exception {
        CountDownLatch heldUp = new CountDownLatch(1);
        AtomicInteger refused = new AtomicInteger();
        PasswordCheck check = new PasswordCheck(2, PasswordCheckTest::isRight, duration -> {
            if (!duration.isZero()) {
                heldUp.await();
            }
        });
        assertThat(check.check(HERE, "known", RIGHT, ANY)).isEqualTo(Outcome.RIGHT);
        assertThat(check.check(HERE, "known", ANY, ANY)).isEqualTo(Outcome.WRONG);
        for (int guess = 0; guess < 120; guess++) {
            check.check(HERE, "made-up-" + guess % 30, ANY, ANY);
        }
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int guesser = 0; guesser < 30; guesser++) {
                String user = "made-up-" + guesser;
                threads.submit(() -> {
                    if (check.check(HERE, user, ANY, ANY) == Outcome.TOO_BUSY) {
                        refused.incrementAndGet();
                    }
                });
            }
            try {
                Awaitility.await().atMost(PATIENCE).until(() -> refused.get() >= 14);
                assertThat(check.check(HERE, "known", RIGHT, ANY)).isEqualTo(Outcome.RIGHT);
                assertThat(check.check("10.0.0.2", "new", ANY, ANY)).isEqualTo(Outcome.WRONG);
                assertThat(check.check("10.0.0.2", "new", RIGHT, ANY)).isEqualTo(Outcome.RIGHT);
            } finally {
                heldUp.countDown();
            }
        }
    }

    /** Who can't be told from the one who guesses waits behind its four connections, and is not refused. */
    @Test
    void a_right_password_is_accepted_in_its_turn_while_this_user_is_guessed_from_the_same_address() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicInteger wrong = new AtomicInteger();
        PasswordCheck check = new PasswordCheck(2, PasswordCheckTest::isRight, PasswordCheckTest::brieflyIfAtAll);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int guesser = 0; guesser < 4; guesser++) {
                threads.submit(() -> {
                    while (!stopped.get()) {
                        check.check(HERE, "demo", ANY, ANY);
                        wrong.incrementAndGet();
                    }
                });
            }
            try {
                for (int login = 0; login < 5; login++) {
                    int before = wrong.get();
                    Awaitility.await().atMost(PATIENCE).until(() -> wrong.get() > before);
                    assertThat(check.check(HERE, "demo", RIGHT, ANY)).isEqualTo(Outcome.RIGHT);
                }
            } finally {
                stopped.set(true);
            }
        }
    }

    @Test
    void each_wrong_password_after_a_few_is_answered_later_and_a_right_one_ends_it() {
        List<Duration> pauses = new ArrayList<>();
        PasswordCheck check = new PasswordCheck(2, PasswordCheckTest::isRight, pauses::add);
        for (int guess = 0; guess < 12; guess++) {
            assertThat(check.check(HERE, "demo", ANY, ANY)).isEqualTo(Outcome.WRONG);
        }
        assertThat(pauses.stream().mapToLong(Duration::toMillis))
                .containsExactly(0L, 0L, 0L, 125L, 250L, 500L, 1000L, 2000L, 2000L, 2000L, 2000L);
        assertThat(check.check(HERE, "demo", RIGHT, ANY)).isEqualTo(Outcome.RIGHT);
        pauses.clear();
        assertThat(check.check(HERE, "demo", ANY, ANY)).isEqualTo(Outcome.WRONG);
        assertThat(pauses).isEmpty();
    }

    private static boolean isRight(byte[] password, Secret hash) {
        return new String(password, StandardCharsets.UTF_8).equals(RIGHT.value());
    }

    /** As a pause holds its thread up; how long doesn't matter here. */
    private static void brieflyIfAtAll(Duration pause) {
        if (pause.isPositive()) {
            Thread.yield();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
