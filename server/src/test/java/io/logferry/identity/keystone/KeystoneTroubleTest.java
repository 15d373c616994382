package io.logferry.identity.keystone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logferry.TestClock;
import io.logferry.identity.Caller;
import io.logferry.identity.IdentityUnavailableException;
import io.logferry.identity.keystone.FaultyKeystone.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of callers where Keystone is slow, broken, gone, or something else. */
class KeystoneTroubleTest {
    private static final Duration CACHE_TTL = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final TestClock clock = new TestClock();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private FaultyKeystone keystone;
    private KeystoneTokens tokens;

    @BeforeEach
    void start() throws IOException {
        keystone = new FaultyKeystone();
        tokens = tokens(LONG);
    }

    @AfterEach
    void stop() {
        tokens.close();
        keystone.close();
        threads.shutdownNow();
    }

    @Test
    void simultaneous_checks_of_one_token_share_a_call() throws Exception {
        keystone.hold();
        List<Future<Optional<Caller>>> checks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            checks.add(threads.submit(() -> tokens.verify("one-token")));
        }
        await().until(() -> keystone.underWay() == 1);
        keystone.release();
        for (Future<Optional<Caller>> check : checks) {
            assertThat(check.get()).isPresent();
        }
        assertThat(keystone.calls()).isEqualTo(1);
    }

    @Test
    void at_most_eight_tokens_are_validated_at_once_and_other_callers_get_a_retry_after() throws Exception {
        keystone.hold();
        List<Future<Optional<Caller>>> checks = new ArrayList<>();
        for (int i = 0; i < KeystoneTokens.AT_ONCE; i++) {
            String token = "token-" + i;
            checks.add(threads.submit(() -> tokens.verify(token)));
        }
        await().until(() -> keystone.underWay() == KeystoneTokens.AT_ONCE);
        for (int i = 0; i < 50; i++) {
            assertUnavailable("further-token-" + i);
        }
        keystone.release();
        for (Future<Optional<Caller>> check : checks) {
            assertThat(check.get()).isPresent();
        }
        assertThat(tokens.verify("further-token-1")).isPresent();
        assertThat(keystone.mostUnderWay()).isEqualTo(KeystoneTokens.AT_ONCE);
    }

    @Test
    void an_outage_costs_remembered_callers_nothing_within_the_ttl() throws Exception {
        assertThat(tokens.verify("known")).isPresent();
        keystone.close();
        assertUnavailable("new");
        clock.advance(CACHE_TTL.minusMillis(1));
        assertThat(tokens.verify("known")).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertUnavailable("known");
    }

    @Test
    void a_hanging_keystone_is_given_up() throws Exception {
        tokens.close();
        tokens = tokens(Duration.ofMillis(200));
        keystone.hold();
        assertUnavailable("slow");
        keystone.release();
        assertThat(tokens.verify("slow")).isPresent();
    }

    @Test
    void while_keystone_is_away_one_caller_at_a_time_finds_out_whether_it_is_back() throws Exception {
        tokens.close();
        tokens = tokens(Duration.ofSeconds(2));
        keystone.hold();
        assertUnavailable("first");
        await().until(() -> keystone.calls() == 1);

        Future<Optional<Caller>> probe = threads.submit(() -> tokens.verify("probe"));
        await().until(() -> keystone.calls() == 2);
        assertUnavailable("another");
        assertUnavailable("probe");
        assertThat(keystone.calls()).isEqualTo(2);

        keystone.release();
        assertThat(probe.get()).isPresent();
        assertThat(tokens.verify("another")).isPresent();
    }

    @Test
    void a_caller_who_waits_for_a_call_that_fails_gets_a_retry_after_too() throws Exception {
        keystone.hold();
        Future<Optional<Caller>> first = threads.submit(() -> tokens.verify("token"));
        await().until(() -> keystone.underWay() == 1);
        Future<Optional<Caller>> second = threads.submit(() -> tokens.verify("token"));
        keystone.answers(Answer.of(500, "{}"));
        keystone.release();
        for (Future<Optional<Caller>> check : List.of(first, second)) {
            assertThatThrownBy(check::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IdentityUnavailableException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 403, 429, 204})
    void an_answer_that_says_nothing_about_the_token_is_not_remembered(int status) throws Exception {
        keystone.answers(Answer.of(status, ""));
        assertUnavailable("token");
        keystone.answers(FaultyKeystone.valid(clock.instant().plusSeconds(60)));
        assertThat(tokens.verify("token")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 401, 404})
    void a_page_of_another_service_is_no_answer_of_keystone(int status) {
        keystone.answers(Answer.of(status, "<html>Welcome to nginx!</html>"));
        assertUnavailable("token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"token\": {\"user\": {\"id\": 7, \"name\": \"ann\"}, \"expires_at\": \"2030-01-01T00:00:00Z\"}}",
                "{\"token\": {\"user\": {\"id\": \"u\", \"name\": \"ann\"}, \"expires_at\": \"soon\"}}"
            })
    void a_token_without_a_field_that_every_token_has_identifies_nobody(String body) {
        keystone.answers(Answer.of(200, body));
        assertUnavailable("token");
    }

    @Test
    void an_answer_larger_than_any_tokens_is_not_read_to_its_end() throws Exception {
        String token = FaultyKeystone.valid(clock.instant().plusSeconds(60)).body();
        keystone.answers(Answer.of(200, token + " ".repeat((1 << 20) - token.length() + 1)));
        assertThatThrownBy(() -> tokens.verify("token"))
                .isInstanceOf(IdentityUnavailableException.class)
                .hasMessageContaining("1048576 bytes");
        keystone.answers(Answer.of(404, FaultyKeystone.unknown().body() + " ".repeat(8 << 20)));
        assertUnavailable("token");
        keystone.answers(Answer.of(200, token + " ".repeat((1 << 20) - token.length())));
        assertThat(tokens.verify("token")).isPresent();
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        try (FaultyKeystone elsewhere = new FaultyKeystone()) {
            keystone.answers(new Answer(302, "", Map.of("Location", elsewhere.url() + "/auth/tokens")));
            assertUnavailable("token");
            assertThat(elsewhere.calls()).isZero();
        }
    }

    @Test
    void an_unknown_token_is_remembered_briefly() throws Exception {
        keystone.answers(FaultyKeystone.unknown());
        assertThat(tokens.verify("early")).isEmpty();
        keystone.answers(FaultyKeystone.valid(clock.instant().plusSeconds(60)));
        assertThat(tokens.verify("early")).isEmpty();
        assertThat(keystone.calls()).isEqualTo(1);
        clock.advance(KeystoneTokens.UNKNOWN_FOR);
        assertThat(tokens.verify("early")).isPresent();
    }

    @Test
    void nothing_is_remembered_past_the_tokens_expiry() throws Exception {
        keystone.answers(FaultyKeystone.valid(clock.instant().plusSeconds(20)));
        assertThat(tokens.verify("short-lived")).isPresent();
        clock.advance(Duration.ofSeconds(19));
        assertThat(tokens.verify("short-lived")).isPresent();
        assertThat(keystone.calls()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(tokens.verify("short-lived")).isEmpty();
    }

    @Test
    void a_text_that_can_not_be_a_token_is_refused_without_a_call() throws Exception {
        assertThat(tokens.verify("t".repeat(8193))).isEmpty();
        assertThat(tokens.verify("")).isEmpty();
        assertThat(tokens.verify("two words")).isEmpty();
        assertThat(tokens.verify("line\r\nX-Subject-Token: other")).isEmpty();
        assertThat(tokens.verify("tökén")).isEmpty();
        assertThat(keystone.calls()).isZero();
        assertThat(tokens.verify("t".repeat(8192))).isPresent();
    }

    @Test
    void an_address_that_is_no_identity_v3_is_refused() {
        for (String url : List.of("http://keystone:5000", "ftp://keystone/v3", "http://keystone/v2.0", "/v3")) {
            assertThatThrownBy(() -> settings(URI.create(url)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("logferry.identity.keystone.url")
                    .hasMessageContaining(url);
        }
    }

    @Test
    void an_address_with_a_password_in_it_is_refused_and_not_shown() {
        assertThatThrownBy(() -> settings(URI.create("https://ann:hush@keystone/v3")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("logferry.identity.keystone.url")
                .hasMessageNotContaining("hush");
    }

    @Test
    void an_error_that_quotes_the_token_is_not_passed_on() {
        String token = "gAAAAABsecret";
        keystone.answers(Answer.of(500, "{\"error\": {\"message\": \"No role for token %s\"}}".formatted(token)));
        assertThatThrownBy(() -> tokens.verify(token)).hasMessageNotContaining(token);
        keystone.answers(Answer.of(200, token));
        assertThatThrownBy(() -> tokens.verify(token))
                .hasStackTraceContaining("no JSON")
                .hasMessageNotContaining(token);
    }

    private void assertUnavailable(String token) {
        assertThatThrownBy(() -> tokens.verify(token))
                .isInstanceOfSatisfying(
                        IdentityUnavailableException.class,
                        away -> assertThat(away.retryAfter()).isPositive());
    }

    private KeystoneTokens tokens(Duration patience) {
        return new KeystoneTokens(settings(keystone.url()), clock, patience);
    }

    private static KeystoneSettings settings(URI url) {
        return new KeystoneSettings(url, CACHE_TTL, Optional.empty());
    }
}
