package io.logferry.identity;

import io.logferry.yaml.Secret;

/** A token that was just made, and its secret text. */
public record IssuedToken(Secret text, Token token) {}
