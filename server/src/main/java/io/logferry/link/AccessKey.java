package io.logferry.link;

import io.logferry.key.SigningKey;
import java.util.HexFormat;

/** What an object store's signatures are made with: a public id and a secret text. */
record AccessKey(String id, String secret) {
    static AccessKey of(SigningKey key) {
        return new AccessKey(key.id(), HexFormat.of().formatHex(key.secret()));
    }

    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
