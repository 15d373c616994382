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
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Issues, verifies and revokes the tokens of the built-in identity. */
public final class BuiltInTokens implements TokenVerifier {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final int ID_BYTES = 16;

    private final Jdbi jdbi;
    private final TokenSeal seal;
    private final Supplier<Users> users;
    private final ProjectAccess access;
    private final InstantSource clock;
    private final Duration ttl;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param ttl the longest life of a token
     * @throws IllegalArgumentException if it is less than a second: a token has its expiry in whole seconds
     */
    public BuiltInTokens(
            Jdbi jdbi, KeyRing keys, Supplier<Users> users, ProjectAccess access, InstantSource clock, Duration ttl) {
        if (ttl.toSeconds() < 1) {
            throw new IllegalArgumentException("logferry.identity.token-ttl must be at least PT1S, but is " + ttl);
        }
        this.jdbi = jdbi;
        this.seal = new TokenSeal(keys);
        this.users = users;
        this.access = access;
        this.clock = clock;
        this.ttl = ttl;
    }

    /** A new token and its secret text. */
    public record IssuedToken(Secret text, Token token) {}

    @Override
    public Optional<Caller> verify(String text) throws IdentityUnavailableException {
        return find(text).map(Token::caller);
    }

    /**
     * The token; empty if it is unknown, malformed, expired or revoked, if the user, the project or the user's last role in it no longer
     * exists, or if the password was changed since.
     */
    public Optional<Token> find(String text) throws IdentityUnavailableException {
        try {
            return seal.open(text)
                    .filter(claims -> clock.instant().isBefore(claims.expiresAt()))
                    .filter(claims -> !isRevoked(claims.id()))
                    .flatMap(this::lookUp);
        } catch (JdbiException e) {
            throw unavailable(e);
        }
    }

    /** Asks the table for every token, so that a revocation takes effect on all replicas at once. */
    private boolean isRevoked(String tokenId) {
        return jdbi.withHandle(
                handle -> handle.select("select exists (select from revoked_token where jti = ?)", tokenId)
                        .mapTo(Boolean.class)
                        .one());
    }

    /** Ends the token now, on every replica; deletes revocations of tokens that have expired since. */
    public void revoke(Token token) throws IdentityUnavailableException {
        try {
            jdbi.useHandle(handle -> {
                handle.execute(
                        "insert into revoked_token (jti, expires_at) values (?, ?) on conflict do nothing",
                        token.id(),
                        token.expiresAt());
                handle.execute("delete from revoked_token where expires_at <= ?", clock.instant());
            });
        } catch (JdbiException e) {
            throw unavailable(e);
        }
    }

    /** @param notAfter the new token expires by then, even if its own life would be longer */
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
                .find(new User.Reference.ById(claims.userId()))
                .filter(found -> found.passwordMark().equals(claims.passwordMark()));
        if (claims.project().isEmpty()) {
            return user.map(found -> token(claims, found, Optional.empty()));
        }
        return user.flatMap(found ->
                access.find(found, claims.project().get()).map(project -> token(claims, found, Optional.of(project))));
    }

    private static Token token(TokenClaims claims, User user, Optional<Project> project) {
        return new Token(claims.id(), user, project, claims.methods(), claims.issuedAt(), claims.expiresAt());
    }

    private String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    private static IdentityUnavailableException unavailable(JdbiException cause) {
        return new IdentityUnavailableException("the state database can't be reached", RETRY_AFTER, cause);
    }
}
