package io.logferry.identity;

import io.logferry.TestClock;
import io.logferry.embedded.TestPostgres;
import io.logferry.id.ProjectId;
import io.logferry.id.Secret;
import io.logferry.identity.BuiltInTokens.IssuedToken;
import io.logferry.identity.Login.Credentials;
import io.logferry.identity.Login.Scope;
import io.logferry.key.KeyRing.KeyPurpose;
import io.logferry.key.SharedKeyRing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Two users, three projects, and as many replicas over one database as a test wants. */
final class IdentityFixture {
    static final Duration TTL = Duration.ofHours(24);
    static final Project ORDERS = project("0483b6b16e954cb88930a360d2c4e663", "eu-de_orders", "Default");
    static final Project STOCK = project("1183b6b16e954cb88930a360d2c4e663", "eu-de_stock", "Default");
    static final Project ORDERS_OF_ACME = project("2283b6b16e954cb88930a360d2c4e663", "eu-de_orders", "Acme");
    static final String ADDRESS = "10.0.0.1";
    static final String PASSWORD = "correct horse";
    static final User DEMO = user("demo", Domain.DEFAULT, Map.of(ORDERS.id(), Set.of("reader", "member")));

    final TestClock clock = new TestClock();
    final Jdbi jdbi = TestPostgres.shared().migrated().jdbi();
    final List<User> users = new ArrayList<>(List.of(DEMO));
    final List<Project> projects = new ArrayList<>(List.of(ORDERS, STOCK, ORDERS_OF_ACME));
    final ProjectAccess access = new ProjectAccess(
            id -> projects.stream().filter(project -> project.id().equals(id)).findFirst());
    final PasswordCheck passwordCheck = new PasswordCheck(2);
    final BuiltInTokens tokens = replica();
    final Login login = new Login(this::currentUsers, passwordCheck, tokens, access);

    BuiltInTokens replica() {
        return replica(TTL);
    }

    BuiltInTokens replica(Duration ttl) {
        SharedKeyRing keys =
                new SharedKeyRing(jdbi, clock, Map.of(KeyPurpose.TOKEN, TTL, KeyPurpose.LINK, Duration.ofMinutes(5)));
        return new BuiltInTokens(jdbi, keys, this::currentUsers, access, clock, ttl);
    }

    Users currentUsers() {
        return new Users(users);
    }

    Login.Outcome logIn(String name, String password, Scope scope) throws IdentityUnavailableException {
        User.Reference user = new User.Reference.ByName(name, new Domain.Reference.ByName("Default"));
        return login.logIn(ADDRESS, new Credentials.Password(user, new Secret(password)), scope);
    }

    Login.Outcome exchange(String token, Scope scope) throws IdentityUnavailableException {
        return login.logIn(ADDRESS, new Credentials.ExistingToken(new Secret(token)), scope);
    }

    /** The text of a new token of demo, scoped to ORDERS. */
    String token() throws IdentityUnavailableException {
        return accepted(logIn(
                        "demo", PASSWORD, new Scope.ProjectById(ORDERS.id().value())))
                .text()
                .value();
    }

    static IssuedToken accepted(Login.Outcome outcome) {
        if (outcome instanceof Login.Outcome.Accepted(IssuedToken token)) {
            return token;
        }
        throw new AssertionError("the login was not accepted: " + outcome);
    }

    static User user(String name, Domain domain, Map<ProjectId, Set<String>> roles) {
        return new User(User.derivedId(name, domain), name, domain, cheapHash(PASSWORD), roles, List.of());
    }

    /** Of the least cost, so that tests are quick. */
    static Secret cheapHash(String password) {
        return new Secret(BCrypt.hashpw(password, BCrypt.gensalt("$2y", 4)));
    }

    private static Project project(String id, String name, String domain) {
        return new Project(new ProjectId(id), name, domain);
    }
}
