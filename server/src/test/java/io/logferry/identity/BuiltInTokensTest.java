package io.logferry.identity;

import static io.logferry.identity.IdentityFixture.DEMO;
import static io.logferry.identity.IdentityFixture.ORDERS;
import static io.logferry.identity.IdentityFixture.TTL;
import static io.logferry.identity.IdentityFixture.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.logferry.id.Secret;
import io.logferry.identity.BuiltInTokens.IssuedToken;
import io.logferry.identity.Login.Credentials;
import io.logferry.identity.Login.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BuiltInTokensTest {
    private final IdentityFixture house = new IdentityFixture();
    private final BuiltInTokens tokens = house.tokens;

    @Test
    void a_token_identifies_the_caller_on_every_replica() throws Exception {
        String token = house.token();
        assertThat(house.replica().verify(token)).hasValueSatisfying(caller -> {
            assertThat(caller.userId()).isEqualTo(DEMO.id());
            assertThat(caller.userName()).isEqualTo("demo");
            assertThat(caller.project()).contains(ORDERS);
            assertThat(caller.roles()).containsExactlyInAnyOrder("reader", "member");
            assertThat(caller.expiresAt()).isEqualTo(Instant.parse("2026-11-25T07:12:37Z"));
        });
    }

    @Test
    void a_token_ends_after_its_time() throws Exception {
        String token = house.token();
        house.clock.advance(TTL.minusSeconds(1));
        assertThat(tokens.verify(token)).isPresent();
        house.clock.advance(Duration.ofSeconds(1));
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void a_life_in_which_no_token_could_be_used_is_refused() {
        for (Duration ttl : List.of(Duration.ZERO, Duration.ofMillis(999), Duration.ofHours(-1))) {
            assertThatThrownBy(() -> house.replica(ttl))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("logferry.identity.token-ttl");
        }
    }

    @Test
    void a_token_outlives_the_change_of_the_signing_key() throws Exception {
        house.token();
        house.clock.advance(Duration.ofDays(30).minusSeconds(2));
        String token = house.token();
        house.clock.advance(Duration.ofSeconds(4));
        house.token();
        assertThat(tokens.verify(token)).isPresent();
        house.clock.advance(TTL.minusSeconds(5));
        assertThat(tokens.verify(token)).isPresent();
    }

    @Test
    void a_revoked_token_is_refused_by_every_replica_at_once_and_by_those_started_later() throws Exception {
        String token = house.token();
        BuiltInTokens other = house.replica();
        assertThat(other.verify(token)).isPresent();

        tokens.revoke(tokens.find(token).orElseThrow());

        assertThat(tokens.verify(token)).isEmpty();
        assertThat(other.verify(token)).isEmpty();
        assertThat(house.replica().verify(token)).isEmpty();
    }

    @Test
    void revoking_ends_only_that_token_and_may_be_repeated() throws Exception {
        String one = house.token();
        String another = house.token();
        Token found = tokens.find(one).orElseThrow();
        tokens.revoke(found);
        tokens.revoke(found);
        assertThat(tokens.verify(another)).isPresent();
    }

    @Test
    void a_revocation_is_kept_as_long_as_its_token_would_have_lived() throws Exception {
        tokens.revoke(tokens.find(house.token()).orElseThrow());
        house.clock.advance(TTL.minusSeconds(1));
        tokens.revoke(tokens.find(house.token()).orElseThrow());
        assertThat(revocations()).isEqualTo(2);
        house.clock.advance(Duration.ofSeconds(1));
        tokens.revoke(tokens.find(house.token()).orElseThrow());
        assertThat(revocations()).isEqualTo(2);
    }

    @Test
    void a_removed_user_is_out_at_once() throws Exception {
        String token = house.token();
        house.users.clear();
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void removed_roles_count_no_more_and_without_any_the_token_ends() throws Exception {
        String token = house.token();
        house.users.set(0, withRoles(Map.of(ORDERS.id(), Set.of("reader"))));
        assertThat(tokens.verify(token))
                .hasValueSatisfying(caller -> assertThat(caller.roles()).containsExactly("reader"));
        house.users.set(0, withRoles(Map.of()));
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void a_removed_project_ends_the_token() throws Exception {
        String token = house.token();
        house.projects.remove(ORDERS);
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void a_changed_password_ends_the_tokens_of_the_old_one() throws Exception {
        String token = house.token();
        house.users.set(
                0,
                new User(
                        DEMO.id(),
                        "demo",
                        Domain.DEFAULT,
                        IdentityFixture.cheapHash("another"),
                        DEMO.roles(),
                        List.of()));
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void a_token_without_signature_is_refused() throws Exception {
        SignedJWT real = SignedJWT.parse(house.token());
        assertThat(tokens.verify(new PlainJWT(real.getJWTClaimsSet()).serialize()))
                .isEmpty();

        String[] parts = real.serialize().split("\\.");
        String none = base64("{\"alg\":\"none\",\"kid\":\"" + real.getHeader().getKeyID() + "\"}");
        assertThat(tokens.verify(none + "." + parts[1] + ".")).isEmpty();
        assertThat(tokens.verify(none + "." + parts[1] + "." + parts[2])).isEmpty();
        assertThat(tokens.verify(parts[0] + "." + parts[1] + ".")).isEmpty();
    }

    @Test
    void a_token_signed_with_another_key_is_refused() throws Exception {
        SignedJWT real = SignedJWT.parse(house.token());
        SignedJWT forged = new SignedJWT(real.getHeader(), real.getJWTClaimsSet());
        forged.sign(new MACSigner(new byte[32]));
        assertThat(tokens.verify(forged.serialize())).isEmpty();
    }

    @Test
    void a_token_signed_with_a_link_key_is_refused() throws Exception {
        SignedJWT real = SignedJWT.parse(house.token());
        house.jdbi.useHandle(handle -> handle.execute(
                "insert into signing_key select 'LINKLINKLINKLINKLINK', 'LINK', decode(repeat('ab', 32), 'hex'), created_at, retires_at"
                        + " from signing_key"));
        byte[] secret = new byte[32];
        java.util.Arrays.fill(secret, (byte) 0xab);
        SignedJWT forged = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID("LINKLINKLINKLINKLINK")
                        .build(),
                real.getJWTClaimsSet());
        forged.sign(new MACSigner(secret));
        assertThat(house.replica().verify(forged.serialize())).isEmpty();
    }

    @Test
    void changed_claims_are_refused() throws Exception {
        house.users.add(user("admin", Domain.DEFAULT, Map.of(ORDERS.id(), Set.of("admin"))));
        String[] parts = house.token().split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String changed = claims.replace(DEMO.id(), house.users.getLast().id());
        assertThat(changed).isNotEqualTo(claims);
        assertThat(tokens.verify(parts[0] + "." + base64(changed) + "." + parts[2]))
                .isEmpty();
    }

    @Test
    void texts_that_are_no_token_of_ours_are_refused() throws Exception {
        String real = house.token();
        for (String text : List.of("", " ", ".", "..", "a.b.c", real + "x", real + ".", "x".repeat(9000), "é.€.😀")) {
            assertThat(tokens.verify(text)).as(text).isEmpty();
        }
        for (String header : List.of("null", "[]", "5", "{}", "{\"alg\":null}", "{\"alg\":\"HS256\",\"jwk\":{}}")) {
            assertThat(tokens.verify(base64(header) + "." + base64("{}") + ".AAAA"))
                    .as(header)
                    .isEmpty();
        }
        String[] parts = real.split("\\.");
        String padded = parts[0] + "." + base64("{\"x\":\"" + "y".repeat(9000) + "\"}") + "." + parts[2];
        assertThat(tokens.verify(padded)).isEmpty();
    }

    @Test
    void without_the_database_the_service_is_unavailable_and_refuses_no_token() throws Exception {
        String token = house.token();
        house.jdbi.useHandle(handle -> handle.execute("alter table revoked_token rename to gone"));
        assertThatThrownBy(() -> tokens.verify(token)).isInstanceOf(IdentityUnavailableException.class);
    }

    @Test
    void a_token_shows_in_no_text() throws Exception {
        IssuedToken issued =
                IdentityFixture.accepted(house.logIn("demo", IdentityFixture.PASSWORD, new Scope.Unscoped()));
        assertThat(issued.toString())
                .doesNotContain(issued.text().value())
                .doesNotContain(DEMO.passwordHash().value());
        assertThat(new Credentials.ExistingToken(new Secret("hush")).toString()).doesNotContain("hush");
    }

    private static User withRoles(Map<io.logferry.id.ProjectId, Set<String>> roles) {
        return new User(DEMO.id(), DEMO.name(), DEMO.domain(), DEMO.passwordHash(), roles, List.of());
    }

    private long revocations() {
        return house.jdbi.withHandle(handle -> handle.select("select count(*) from revoked_token")
                .mapTo(Long.class)
                .one());
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
