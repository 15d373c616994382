package io.logferry.identity;

/** What became of a login. */
public sealed interface LoginOutcome {
    record Accepted(IssuedToken token) implements LoginOutcome {}

    /** Unknown user, wrong password, or a token that isn't valid: which of them is not told. */
    record WrongCredentials() implements LoginOutcome {}

    /** The credentials are right, but the user has no role in what was asked for, or there is no such thing: which is not told. */
    record NoRole() implements LoginOutcome {}

    /** Too many passwords are being checked already; a second later there may be room. */
    record TooBusy() implements LoginOutcome {}
}
