package io.logferry.identity;

import java.time.Instant;
import java.time.InstantSource;
import org.jdbi.v3.core.Jdbi;

/** The table {@code revoked_token}. It is asked anew for every token, so that a revocation holds on all replicas at once. */
final class RevokedTokens {
    private final Jdbi jdbi;
    private final InstantSource clock;

    RevokedTokens(Jdbi jdbi, InstantSource clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    boolean contains(String tokenId) {
        return jdbi.withHandle(
                handle -> handle.select("select exists (select from revoked_token where jti = ?)", tokenId)
                        .mapTo(Boolean.class)
                        .one());
    }

    /** Adds the token; those go that would have expired by now anyway. */
    void add(String tokenId, Instant expiresAt) {
        jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into revoked_token (jti, expires_at) values (?, ?) on conflict do nothing",
                    tokenId,
                    expiresAt);
            handle.execute("delete from revoked_token where expires_at <= ?", clock.instant());
        });
    }
}
