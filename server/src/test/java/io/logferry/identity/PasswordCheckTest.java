package io.logferry.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.identity.PasswordCheck.Outcome;
import io.logferry.yaml.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PasswordCheckTest {
    private static final String HASH_OF_HELLO = "d9wtcXMg1gWt5MTzKEZ9uuwd0mgEpWmwcnkCz5LHoQISExyJTmsJG";

    @Test
    void all_three_variants_of_bcrypt_are_understood() {
        PasswordCheck check = new PasswordCheck(1);
        for (String variant : List.of("$2a$04$", "$2b$04$", "$2y$04$")) {
            Secret hash = new Secret(variant + HASH_OF_HELLO);
            assertThat(check.check(new Secret("hello"), hash)).as(variant).isEqualTo(Outcome.RIGHT);
            assertThat(check.check(new Secret("Hello"), hash)).as(variant).isEqualTo(Outcome.WRONG);
        }
    }

    @Test
    void a_password_longer_than_bcrypt_looks_at_is_wrong() {
        String longest = "é".repeat(36);
        Secret hash = new Secret(HashPassword.of(longest.getBytes(StandardCharsets.UTF_8)));
        PasswordCheck check = new PasswordCheck(1);
        assertThat(check.check(new Secret(longest), hash)).isEqualTo(Outcome.RIGHT);
        assertThat(check.check(new Secret(longest + "x"), hash)).isEqualTo(Outcome.WRONG);
    }

    @Test
    void a_third_check_at_the_same_time_is_refused() throws Exception {
        CountDownLatch twoAreIn = new CountDownLatch(2);
        CountDownLatch goOn = new CountDownLatch(1);
        PasswordCheck check = new PasswordCheck(2, (password, hash) -> {
            twoAreIn.countDown();
            await(goOn);
            return true;
        });
        Secret any = new Secret("any");
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Outcome> first = threads.submit(() -> check.check(any, any));
            Future<Outcome> second = threads.submit(() -> check.check(any, any));
            twoAreIn.await();
            assertThat(check.check(any, any)).isEqualTo(Outcome.TOO_BUSY);
            goOn.countDown();
            assertThat(first.get()).isEqualTo(Outcome.RIGHT);
            assertThat(second.get()).isEqualTo(Outcome.RIGHT);
        }
        assertThat(check.check(any, any)).isEqualTo(Outcome.RIGHT);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
