package io.logferry.key;

import io.logferry.key.KeyRing.KeyPurpose;
import io.logferry.key.KeyRing.SigningKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The table {@code signing_key}. */
final class SigningKeyTable {
    /** The advisory lock of the transaction that adds a key: an arbitrary number that nothing else in the database uses. */
    private static final long ADDING_A_KEY = 0x6c6f676665727279L;

    private final Jdbi jdbi;

    SigningKeyTable(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** All keys that have not retired. */
    List<SigningKey> keys(Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from signing_key where retires_at > :now")
                .bind("now", now)
                .map((row, context) -> key(row))
                .list());
    }

    /** Adds the key, unless another replica has added one that lasts for {@code life} from now. Deletes keys that have retired. */
    void addUnlessThereIsOne(SigningKey key, Duration life) {
        jdbi.useTransaction(handle -> {
            handle.execute("select pg_advisory_xact_lock(?)", ADDING_A_KEY);
            if (newest(handle, key.purpose(), key.createdAt().plus(life)).isPresent()) {
                return;
            }
            handle.execute("delete from signing_key where retires_at <= ?", key.createdAt());
            handle.execute(
                    "insert into signing_key (kid, purpose, secret, created_at, retires_at) values (?, ?, ?, ?, ?)",
                    key.id(),
                    key.purpose().name(),
                    key.secret(),
                    key.createdAt(),
                    key.retiresAt());
        });
    }

    private static Optional<String> newest(Handle handle, KeyPurpose purpose, Instant lastsUntil) {
        return handle.createQuery(
                        "select kid from signing_key where purpose = :purpose and retires_at >= :until limit 1")
                .bind("purpose", purpose.name())
                .bind("until", lastsUntil)
                .mapTo(String.class)
                .findOne();
    }

    private static SigningKey key(ResultSet row) throws SQLException {
        return new SigningKey(
                row.getString("kid"),
                KeyPurpose.valueOf(row.getString("purpose")),
                row.getBytes("secret"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("retires_at", OffsetDateTime.class).toInstant());
    }
}
