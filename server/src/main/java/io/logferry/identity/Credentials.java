package io.logferry.identity;

import io.logferry.id.Secret;

/** What a caller shows to get a token. */
public sealed interface Credentials {
    record Password(UserReference user, Secret password) implements Credentials {}

    /** A token from before. */
    record ExistingToken(Secret token) implements Credentials {}
}
