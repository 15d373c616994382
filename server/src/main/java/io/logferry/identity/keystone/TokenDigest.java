package io.logferry.identity.keystone;

import io.logferry.id.Sha256;

/** What stands for a token where it is remembered: its SHA-256, so that the memory of this process holds no tokens. */
record TokenDigest(String hex) {
    static TokenDigest of(String token) {
        return new TokenDigest(Sha256.hex(token));
    }
}
