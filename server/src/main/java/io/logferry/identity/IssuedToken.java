package io.logferry.identity;

import io.logferry.id.Secret;

/** A token that was just made, and its secret text. */
public record IssuedToken(Secret text, Token token) {}
