package io.logferry.source.listing;

import io.logferry.source.LogSourceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A run of bytes on its way out of one log file: a stream that also hands over the buffers in which the bytes came. So nobody copies the bytes of
 * an unpacked file between the connection and the store.
 */
public abstract class LogBytes extends InputStream {
    /** The first bytes of a file, at most this many, tell it from another one of the same name. */
    public static final int HEAD = 4096;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ByteBuffer head = ByteBuffer.allocate(HEAD);
    private ByteBuffer rest = NOTHING;

    /**
     * The next bytes, at least one; null after the last. The buffer is the caller's.
     *
     * @throws LogChangedException if the file ends before the run does, or is gone after its first bytes
     * @throws LogChangedException.FileGone if there is no such file before the first bytes
     */
    public final @Nullable ByteBuffer next() throws LogSourceException, LogChangedException, InterruptedException {
        if (rest.hasRemaining()) {
            ByteBuffer left = rest;
            rest = NOTHING;
            return left;
        }
        @Nullable ByteBuffer next = receive();
        if (next != null && head.hasRemaining()) {
            head.put(next.slice(next.position(), Math.min(head.remaining(), next.remaining())));
        }
        return next;
    }

    /** Gets what {@link #next} hands over. */
    protected abstract @Nullable ByteBuffer receive()
            throws LogSourceException, LogChangedException, InterruptedException;

    /** The first bytes that came, at most {@link #HEAD}. */
    public final ByteBuffer head() {
        return ByteBuffer.wrap(head.array(), 0, head.position());
    }

    @Override
    public final int read() throws IOException {
        return fill() ? rest.get() & 0xff : -1;
    }

    @Override
    public final int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, rest.remaining());
        rest.get(into, offset, count);
        return count;
    }

    private boolean fill() throws IOException {
        if (rest.hasRemaining()) {
            return true;
        }
        try {
            @Nullable ByteBuffer next = next();
            rest = next == null ? NOTHING : next;
            return next != null;
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    /** The interruption, as the streams of the JDK tell it. */
    public static InterruptedIOException stopped(InterruptedException e) {
        return (InterruptedIOException) new InterruptedIOException("interrupted while a log was read").initCause(e);
    }

    /** The interruption of {@link #stopped}. */
    public static InterruptedException interrupted(InterruptedIOException e) {
        return (InterruptedException) new InterruptedException("interrupted while a log was read").initCause(e);
    }

    @Override
    public abstract void close();
}
