package io.logferry.identity;

import static io.logferry.identity.IdentityFixture.ADDRESS;
import static io.logferry.identity.IdentityFixture.ORDERS;
import static io.logferry.identity.IdentityFixture.ORDERS_OF_ACME;
import static io.logferry.identity.IdentityFixture.PASSWORD;
import static io.logferry.identity.IdentityFixture.STOCK;
import static io.logferry.identity.IdentityFixture.TTL;
import static io.logferry.identity.IdentityFixture.accepted;
import static io.logferry.identity.IdentityFixture.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.id.Secret;
import io.logferry.identity.BuiltInTokens.IssuedToken;
import io.logferry.identity.Login.Credentials;
import io.logferry.identity.Login.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoginTest {
    private static final Scope UNSCOPED = new Scope.Unscoped();
    private static final Scope TO_ORDERS = new Scope.ProjectById(ORDERS.id().value());

    private final IdentityFixture house = new IdentityFixture();

    @Test
    void a_password_gives_a_token_of_the_project() throws Exception {
        Token token = accepted(house.logIn("demo", PASSWORD, TO_ORDERS)).token();
        assertThat(token.project()).contains(ORDERS);
        assertThat(token.methods()).containsExactly("password");
        assertThat(token.expiresAt()).isEqualTo(token.issuedAt().plus(TTL));
    }

    @Test
    void a_user_is_known_by_id_too() throws Exception {
        Credentials byId =
                new Credentials.Password(new User.Reference.ById(IdentityFixture.DEMO.id()), new Secret(PASSWORD));
        assertThat(house.login.logIn(ADDRESS, byId, UNSCOPED)).isInstanceOf(Login.Outcome.Accepted.class);
    }

    @Test
    void wrong_password_unknown_user_and_wrong_domain_get_the_same_answer() throws Exception {
        assertThat(house.logIn("demo", "wrong", TO_ORDERS)).isEqualTo(new Login.Outcome.WrongCredentials());
        assertThat(house.logIn("demo", "", TO_ORDERS)).isEqualTo(new Login.Outcome.WrongCredentials());
        assertThat(house.logIn("nobody", PASSWORD, TO_ORDERS)).isEqualTo(new Login.Outcome.WrongCredentials());
        Credentials elsewhere = new Credentials.Password(
                new User.Reference.ByName("demo", new Domain.Reference.ByName("Acme")), new Secret(PASSWORD));
        assertThat(house.login.logIn(ADDRESS, elsewhere, TO_ORDERS)).isEqualTo(new Login.Outcome.WrongCredentials());
    }

    @Test
    void an_unknown_user_costs_as_much_as_the_hash_with_the_highest_cost() throws Exception {
        List<Secret> checkedAgainst = new ArrayList<>();
        PasswordCheck noting = new PasswordCheck(1, (password, hash) -> checkedAgainst.add(hash), Thread::sleep);
        Login login = new Login(house::currentUsers, noting, house.tokens, house.access);
        house.users.add(
                new User("dear", "dear", Domain.DEFAULT, new Secret("$2b$13$" + "x".repeat(53)), Map.of(), List.of()));

        Login.Outcome outcome = login.logIn(
                ADDRESS, new Credentials.Password(new User.Reference.ById("nobody"), new Secret(PASSWORD)), UNSCOPED);

        assertThat(outcome).as("even where the check said yes").isEqualTo(new Login.Outcome.WrongCredentials());
        assertThat(checkedAgainst).singleElement().satisfies(hash -> {
            assertThat(Bcrypt.isHash(hash.value())).isTrue();
            assertThat(Bcrypt.cost(hash)).isEqualTo(13);
        });
    }

    @Test
    void a_project_is_found_by_name_in_the_users_own_domain_or_the_one_that_is_named() throws Exception {
        house.users.add(user("eve", Domain.named("Acme"), both()));
        User.Reference eve = new User.Reference.ByName(
                "eve", new Domain.Reference.ById(Domain.named("Acme").id()));
        Credentials.Password shown = new Credentials.Password(eve, new Secret(PASSWORD));

        assertThat(projectOf(shown, Optional.empty())).isEqualTo(ORDERS_OF_ACME);
        assertThat(projectOf(shown, Optional.of(new Domain.Reference.ByName("Default"))))
                .isEqualTo(ORDERS);
        assertThat(projectOf(shown, Optional.of(new Domain.Reference.ById("default"))))
                .isEqualTo(ORDERS);
        assertThat(house.login.logIn(
                        ADDRESS,
                        shown,
                        new Scope.ProjectByName("eu-de_orders", Optional.of(new Domain.Reference.ByName("Other")))))
                .isEqualTo(new Login.Outcome.NoRole());
    }

    @Test
    void a_project_of_others_and_an_unknown_project_get_the_same_answer() throws Exception {
        Login.Outcome noRole = new Login.Outcome.NoRole();
        assertThat(house.logIn(
                        "demo", PASSWORD, new Scope.ProjectById(STOCK.id().value())))
                .isEqualTo(noRole);
        assertThat(house.logIn("demo", PASSWORD, new Scope.ProjectById("f".repeat(32))))
                .isEqualTo(noRole);
        assertThat(house.logIn("demo", PASSWORD, new Scope.ProjectById("no id")))
                .isEqualTo(noRole);
        assertThat(house.logIn("demo", PASSWORD, new Scope.ProjectByName("eu-de_stock", Optional.empty())))
                .isEqualTo(noRole);
        assertThat(house.logIn("demo", PASSWORD, new Scope.Elsewhere())).isEqualTo(noRole);
    }

    @Test
    void a_token_gives_another_one_that_ends_no_later() throws Exception {
        IssuedToken unscoped = accepted(house.logIn("demo", PASSWORD, UNSCOPED));
        assertThat(unscoped.token().project()).isEmpty();
        assertThat(unscoped.token().roles()).isEmpty();

        house.clock.advance(Duration.ofHours(1));
        IssuedToken scoped = accepted(house.exchange(unscoped.text().value(), TO_ORDERS));
        assertThat(scoped.token().project()).contains(ORDERS);
        assertThat(scoped.token().expiresAt()).isEqualTo(unscoped.token().expiresAt());
        assertThat(scoped.token().methods()).containsExactly("token", "password");

        house.clock.advance(TTL.minusHours(1));
        assertThat(house.tokens.verify(scoped.text().value())).isEmpty();
    }

    @Test
    void a_revoked_token_gives_no_other() throws Exception {
        IssuedToken issued = accepted(house.logIn("demo", PASSWORD, UNSCOPED));
        house.tokens.revoke(issued.token());
        assertThat(house.exchange(issued.text().value(), TO_ORDERS)).isEqualTo(new Login.Outcome.WrongCredentials());
    }

    private Project projectOf(Credentials shown, Optional<Domain.Reference> domain) throws Exception {
        return accepted(house.login.logIn(ADDRESS, shown, new Scope.ProjectByName("eu-de_orders", domain)))
                .token()
                .project()
                .orElseThrow();
    }

    private static Map<io.logferry.id.ProjectId, Set<String>> both() {
        return Map.of(ORDERS.id(), Set.of("reader"), ORDERS_OF_ACME.id(), Set.of("reader"));
    }
}
