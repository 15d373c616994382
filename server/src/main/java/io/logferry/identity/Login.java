package io.logferry.identity;

import io.logferry.id.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Gives a token to who shows a password, or another token. */
public final class Login {
    private static final String PASSWORD = "password";
    private static final String TOKEN = "token";

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

    /** @param address where the caller is */
    public LoginOutcome logIn(String address, Credentials credentials, Scope scope)
            throws IdentityUnavailableException {
        return switch (credentials) {
            case Credentials.Password password -> byPassword(address, password, scope);
            case Credentials.ExistingToken(var text) -> byToken(text.value(), scope);
        };
    }

    /** A check is made for an unknown user, too, so that the time that it takes doesn't tell who exists. */
    private LoginOutcome byPassword(String address, Credentials.Password shown, Scope scope)
            throws IdentityUnavailableException {
        Users known = users.get();
        Optional<User> user = known.find(shown.user());
        PasswordCheck.Outcome outcome = passwordCheck.check(
                address,
                user.map(User::id).orElseGet(() -> String.valueOf(shown.user())),
                shown.password(),
                user.map(User::passwordHash).orElse(known.decoyHash()));
        return switch (outcome) {
            case TOO_BUSY -> new LoginOutcome.TooBusy();
            case WRONG -> new LoginOutcome.WrongCredentials();
            case RIGHT ->
                user.isPresent()
                        ? accept(user.get(), scope, List.of(PASSWORD), Instant.MAX)
                        : new LoginOutcome.WrongCredentials();
        };
    }

    /** The new token lives no longer than the one shown, or one login would be good for ever. */
    private LoginOutcome byToken(String text, Scope scope) throws IdentityUnavailableException {
        Optional<Token> shown = tokens.find(text);
        if (shown.isEmpty()) {
            return new LoginOutcome.WrongCredentials();
        }
        List<String> methods = Stream.concat(Stream.of(TOKEN), shown.get().methods().stream())
                .distinct()
                .toList();
        return accept(shown.get().user(), scope, methods, shown.get().expiresAt());
    }

    private LoginOutcome accept(User user, Scope scope, List<String> methods, Instant notAfter)
            throws IdentityUnavailableException {
        if (scope instanceof Scope.Unscoped) {
            return new LoginOutcome.Accepted(tokens.issue(user, Optional.empty(), methods, notAfter));
        }
        Optional<Project> project = project(user, scope);
        return project.isPresent()
                ? new LoginOutcome.Accepted(tokens.issue(user, project, methods, notAfter))
                : new LoginOutcome.NoRole();
    }

    private Optional<Project> project(User user, Scope scope) {
        return switch (scope) {
            case Scope.ProjectById(String id) -> ProjectId.parse(id).flatMap(shaped -> access.find(user, shaped));
            case Scope.ProjectByName(String name, Optional<DomainReference> domain) ->
                access.find(
                        user,
                        name,
                        domain.orElse(new DomainReference.ById(user.domain().id())));
            case Scope.Unscoped unscoped -> Optional.empty();
            case Scope.Elsewhere elsewhere -> Optional.empty();
        };
    }
}
