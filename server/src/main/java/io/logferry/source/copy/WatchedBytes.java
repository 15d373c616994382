package io.logferry.source.copy;

import io.logferry.source.LogSourceException;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bytes on their way from a node: not faster than allowed, and their beginning is kept. */
final class WatchedBytes implements LogBytes {
    private final LogBytes bytes;
    private final Optional<RateLimit> rate;
    private final ByteBuffer head = ByteBuffer.allocate(LogPin.HEAD);

    WatchedBytes(LogBytes bytes, Optional<RateLimit> rate) {
        this.bytes = bytes;
        this.rate = rate;
    }

    /** The first bytes that came, {@link LogPin#HEAD} at most. */
    ByteBuffer head() {
        return ByteBuffer.wrap(head.array(), 0, head.position());
    }

    @Override
    public @Nullable ByteBuffer next() throws LogSourceException, LogChangedException, InterruptedException {
        @Nullable ByteBuffer next = bytes.next();
        if (next == null) {
            return null;
        }
        head.put(next.slice(next.position(), Math.min(head.remaining(), next.remaining())));
        if (rate.isPresent()) {
            rate.get().pass(next.remaining());
        }
        return next;
    }

    @Override
    public void close() {
        bytes.close();
    }
}
