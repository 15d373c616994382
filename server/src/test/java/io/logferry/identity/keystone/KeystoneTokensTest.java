package io.logferry.identity.keystone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.TestClock;
import io.logferry.identity.Caller;
import io.logferry.identity.Project;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of a real Keystone. */
class KeystoneTokensTest {
    private static final Duration CACHE_TTL = Duration.ofMinutes(1);

    /** A machine that runs many tests at once is slow. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TestKeystone keystone = TestKeystone.shared();
    private final TestClock clock = new TestClock(Instant.now());
    private final KeystoneTokens tokens = tokens(CACHE_TTL);
    private TestKeystone.User user;
    private String project;

    @BeforeEach
    void make() {
        user = keystone.createUser();
        project = keystone.createProject();
        keystone.grant(user, project, "member");
    }

    @AfterEach
    void close() {
        tokens.close();
    }

    @Test
    void a_token_of_a_project_names_its_user_project_and_roles() throws Exception {
        String name = "orders of " + user.id();
        String named = keystone.createProject(name);
        keystone.grant(user, named, "member");
        Caller caller = tokens.verify(keystone.logIn(user, named)).orElseThrow();
        assertThat(caller.userId()).isEqualTo(user.id());
        assertThat(caller.userName()).isEqualTo(user.name());
        Project scope = caller.project().orElseThrow();
        assertThat(scope.id()).hasToString(named);
        assertThat(scope.name()).isEqualTo(name);
        assertThat(scope.domain()).isEqualTo("Default");
        assertThat(caller.roles()).containsExactlyInAnyOrder("member", "reader");
        assertThat(caller.expiresAt()).isAfter(clock.instant());
    }

    @Test
    void a_token_of_no_project_has_none_and_no_roles() throws Exception {
        for (String token : List.of(keystone.logInUnscoped(user), keystone.logInToSystem())) {
            Caller caller = tokens.verify(token).orElseThrow();
            assertThat(caller.project()).isEmpty();
            assertThat(caller.roles()).isEmpty();
        }
    }

    @Test
    void a_token_that_keystone_does_not_know_identifies_nobody() throws Exception {
        String token = keystone.logIn(user, project);
        assertThat(tokens.verify("no-token-at-all")).isEmpty();
        assertThat(tokens.verify(token.substring(0, token.length() - 8) + "AAAAAAAA"))
                .isEmpty();
        assertThat(tokens.verify("gAAAAA" + "x".repeat(8000))).isEmpty();
    }

    @Test
    void a_thousand_checks_of_one_token_cost_one_validation() throws Exception {
        String token = keystone.logIn(user, project);
        long before = keystone.validations();
        List<Callable<Optional<Caller>>> checks = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            checks.add(() -> tokens.verify(token));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
            for (Future<Optional<Caller>> check : threads.invokeAll(checks)) {
                assertThat(check.get()).isPresent();
            }
        }
        await().until(() -> keystone.validations() > before);
        assertThat(keystone.validations()).isEqualTo(before + 1);
    }

    @Test
    void a_revoked_token_stops_working_within_the_ttl() throws Exception {
        String token = keystone.logIn(user, project);
        assertThat(tokens.verify(token)).isPresent();
        keystone.revoke(token);
        clock.advance(CACHE_TTL);
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void a_token_ends_if_its_role_is_revoked_or_its_project_disabled() throws Exception {
        String other = keystone.createProject();
        keystone.grant(user, other, "reader");
        String ofRole = keystone.logIn(user, project);
        String ofProject = keystone.logIn(user, other);
        assertThat(tokens.verify(ofRole)).isPresent();
        assertThat(tokens.verify(ofProject)).isPresent();
        keystone.takeBack(user, project, "member");
        keystone.disableProject(other);
        clock.advance(CACHE_TTL);
        assertThat(tokens.verify(ofRole)).isEmpty();
        assertThat(tokens.verify(ofProject)).isEmpty();
    }

    @Test
    void a_token_is_not_valid_past_its_expiry_however_long_the_ttl() throws Exception {
        try (KeystoneTokens patient = tokens(Duration.ofDays(1))) {
            String token = keystone.logIn(user, project);
            Instant expiry = patient.verify(token).orElseThrow().expiresAt();
            clock.advance(Duration.between(clock.instant(), expiry));
            assertThat(patient.verify(token)).isEmpty();
        }
    }

    @Test
    void without_a_ttl_every_check_is_a_validation() throws Exception {
        try (KeystoneTokens distrustful = tokens(Duration.ZERO)) {
            String token = keystone.logIn(user, project);
            assertThat(distrustful.verify(token)).isPresent();
            keystone.revoke(token);
            assertThat(distrustful.verify(token)).isEmpty();
        }
    }

    private KeystoneTokens tokens(Duration cacheTtl) {
        return new KeystoneTokens(new KeystoneSettings(keystone.url(), cacheTtl, Optional.empty()), clock, PATIENCE);
    }
}
