package io.logferry.identity;

import io.logferry.id.Secret;
import io.logferry.key.KeyRing;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Tokens of the built-in identity: made, verified, revoked. */
public final class BuiltInTokens implements TokenVerifier {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final int ID_BYTES = 16;

    private final TokenSeal seal;
    private final RevokedTokens revoked;
    private final Supplier<Users> users;
    private final ProjectAccess access;
    private final InstantSource clock;
    private final Duration ttl;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param ttl how long a token is valid at most
     * @throws IllegalArgumentException where that is less than a second: a token says its end in whole seconds
     */
    public BuiltInTokens(
            Jdbi jdbi, KeyRing keys, Supplier<Users> users, ProjectAccess access, InstantSource clock, Duration ttl) {
        if (ttl.toSeconds() < 1) {
            throw new IllegalArgumentException("logferry.identity.token-ttl must be at least PT1S, but is " + ttl);
        }
        this.seal = new TokenSeal(keys);
        this.revoked = new RevokedTokens(jdbi, clock);
        this.users = users;
        this.access = access;
        this.clock = clock;
        this.ttl = ttl;
    }

    @Override
    public Optional<Caller> verify(String text) throws IdentityUnavailableException {
        return find(text).map(Token::caller);
    }

    /**
     * The token, as {@link #verify} finds it: empty where it is unknown, malformed, expired or revoked, where the user, the project or the
     * user's last role in it is gone, or where the password has been changed since.
     */
    public Optional<Token> find(String text) throws IdentityUnavailableException {
        try {
            return seal.open(text)
                    .filter(claims -> clock.instant().isBefore(claims.expiresAt()))
                    .filter(claims -> !revoked.contains(claims.id()))
                    .flatMap(this::lookUp);
        } catch (JdbiException e) {
            throw unavailable(e);
        }
    }

    /** Ends the token now, on every replica. */
    public void revoke(Token token) throws IdentityUnavailableException {
        try {
            revoked.add(token.id(), token.expiresAt());
        } catch (JdbiException e) {
            throw unavailable(e);
        }
    }

    /** @param notAfter the new token expires by then, even if it could live longer */
    IssuedToken issue(User user, Optional<Project> project, List<String> methods, Instant notAfter)
            throws IdentityUnavailableException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant expiry = now.plus(ttl);
        TokenClaims claims = new TokenClaims(
                newId(),
                user.id(),
                user.passwordMark(),
                project.map(Project::id),
                methods,
                now,
                expiry.isBefore(notAfter) ? expiry : notAfter);
        try {
            return new IssuedToken(new Secret(seal.seal(claims)), token(claims, user, project));
        } catch (JdbiException e) {
            throw unavailable(e);
        }
    }

    private Optional<Token> lookUp(TokenClaims claims) {
        Optional<User> user = users.get()
                .find(new UserReference.ById(claims.userId()))
                .filter(found -> found.passwordMark().equals(claims.passwordMark()));
        if (user.isEmpty() || claims.project().isEmpty()) {
            return user.map(found -> token(claims, found, Optional.empty()));
        }
        return access.find(user.get(), claims.project().get())
                .map(project -> token(claims, user.get(), Optional.of(project)));
    }

    private static Token token(TokenClaims claims, User user, Optional<Project> project) {
        Set<String> roles = project.map(scope -> user.rolesIn(scope.id())).orElse(Set.of());
        return new Token(claims.id(), user, project, roles, claims.methods(), claims.issuedAt(), claims.expiresAt());
    }

    private String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    private static IdentityUnavailableException unavailable(JdbiException cause) {
        return new IdentityUnavailableException("the state database is out of reach", RETRY_AFTER, cause);
    }
}
