package io.logferry.link;

import java.time.Instant;

/** A signed address of one export file: whoever holds it may download until it expires. */
public record Link(String url, Instant signedAt, Instant expiresAt) {
    @Override
    public String toString() {
        return "Link[expiresAt=" + expiresAt + "]";
    }
}
