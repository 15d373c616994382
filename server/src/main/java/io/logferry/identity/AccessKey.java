package io.logferry.identity;

import io.logferry.id.Secret;

/**
 * What a user signs requests with, in place of showing a token.
 *
 * @param access names the key; not secret
 */
public record AccessKey(String access, Secret secret) {}
