package io.logferry.api.link;

import io.logferry.key.KeyRing;
import io.logferry.key.KeyRing.KeyPurpose;
import io.logferry.key.KeyRing.SigningKey;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.ConnectionException;

/** A ring whose database is out of reach, before any key was read. */
record UnreachableKeyRing() implements KeyRing {
    @Override
    public SigningKey current(KeyPurpose purpose) {
        throw new ConnectionException(new SQLException("connection refused"));
    }

    @Override
    public Optional<SigningKey> find(KeyPurpose purpose, String id) {
        throw new ConnectionException(new SQLException("connection refused"));
    }
}
