package io.logferry.identity;

import io.logferry.id.ProjectId;
import io.logferry.id.Secret;
import io.logferry.identity.BuiltInTokens.IssuedToken;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Issues tokens for a password or for another token. */
public final class Login {
    private final Supplier<Users> users;
    private final PasswordCheck passwordCheck;
    private final BuiltInTokens tokens;
    private final ProjectAccess access;

    public Login(Supplier<Users> users, PasswordCheck passwordCheck, BuiltInTokens tokens, ProjectAccess access) {
        this.users = users;
        this.passwordCheck = passwordCheck;
        this.tokens = tokens;
        this.access = access;
    }

    /** What a caller presents to get a token. */
    public sealed interface Credentials {
        record Password(User.Reference user, Secret password) implements Credentials {}

        record ExistingToken(Secret token) implements Credentials {}
    }

    /** What the new token shall give access to. */
    public sealed interface Scope {
        /** Only discovery. */
        record Unscoped() implements Scope {}

        record ProjectById(String id) implements Scope {}

        /** @param domain the project's; if absent, the user's */
        record ProjectByName(String name, Optional<Domain.Reference> domain) implements Scope {}

        /** A domain, the system, a trust: nobody has a role there. */
        record Elsewhere() implements Scope {}
    }

    public sealed interface Outcome {
        record Accepted(IssuedToken token) implements Outcome {}

        /** Unknown user, wrong password or invalid token. The caller does not learn which. */
        record WrongCredentials() implements Outcome {}

        /** The credentials are right, but the scope does not exist or the user has no role in it. The caller does not learn which. */
        record NoRole() implements Outcome {}

        /** Too many passwords are being checked; a second later there may be room. */
        record TooBusy() implements Outcome {}
    }

    /** @param address the caller's */
    public Outcome logIn(String address, Credentials credentials, Scope scope) throws IdentityUnavailableException {
        return switch (credentials) {
            case Credentials.Password password -> byPassword(address, password, scope);
            case Credentials.ExistingToken(var text) -> byToken(text.value(), scope);
        };
    }

    /** Checks a password for an unknown user, too, so that the time does not reveal which users exist. */
    private Outcome byPassword(String address, Credentials.Password presented, Scope scope)
            throws IdentityUnavailableException {
        Users known = users.get();
        Optional<User> user = known.find(presented.user());
        PasswordCheck.Outcome outcome = passwordCheck.check(
                address,
                user.map(User::id).orElseGet(() -> String.valueOf(presented.user())),
                presented.password(),
                user.map(User::passwordHash).orElse(known.decoyHash()));
        return switch (outcome) {
            case TOO_BUSY -> new Outcome.TooBusy();
            case WRONG -> new Outcome.WrongCredentials();
            case RIGHT ->
                user.isPresent()
                        ? accept(user.get(), scope, List.of("password"), Instant.MAX)
                        : new Outcome.WrongCredentials();
        };
    }

    /** The new token expires no later than the presented one. Otherwise one login would last for ever. */
    private Outcome byToken(String text, Scope scope) throws IdentityUnavailableException {
        Optional<Token> presented = tokens.find(text);
        if (presented.isEmpty()) {
            return new Outcome.WrongCredentials();
        }
        Token token = presented.get();
        List<String> methods = Stream.concat(Stream.of("token"), token.methods().stream())
                .distinct()
                .toList();
        return accept(token.user(), scope, methods, token.expiresAt());
    }

    private Outcome accept(User user, Scope scope, List<String> methods, Instant notAfter)
            throws IdentityUnavailableException {
        Optional<Project> project = project(user, scope);
        return project.isPresent() || scope instanceof Scope.Unscoped
                ? new Outcome.Accepted(tokens.issue(user, project, methods, notAfter))
                : new Outcome.NoRole();
    }

    private Optional<Project> project(User user, Scope scope) {
        return switch (scope) {
            case Scope.ProjectById(String id) -> ProjectId.parse(id).flatMap(parsed -> access.find(user, parsed));
            case Scope.ProjectByName(String name, Optional<Domain.Reference> domain) ->
                access.find(
                        user,
                        name,
                        domain.orElse(new Domain.Reference.ById(user.domain().id())));
            case Scope.Unscoped unscoped -> Optional.empty();
            case Scope.Elsewhere elsewhere -> Optional.empty();
        };
    }
}
