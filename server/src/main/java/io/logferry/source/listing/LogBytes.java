package io.logferry.source.listing;

import io.logferry.source.LogSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A run of bytes of one log file: a stream that also hands over the buffers in which the bytes arrived. This way the bytes of an unpacked file
 * are not copied between the connection and the store.
 */
public abstract class LogBytes extends InputStream {
    /** At most this many of a file's first bytes tell it from another file of the same name. */
    public static final int HEAD = 4096;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ByteBuffer head = ByteBuffer.allocate(HEAD);
    private ByteBuffer received = NOTHING;

    /**
     * Waits for the next bytes; false after the last.
     *
     * @throws LogChangedException if the file ends before the run does, or is gone after its first bytes
     * @throws LogChangedException.FileGone if there is no such file before the first bytes
     */
    public final boolean hasNext() throws IOException, InterruptedException {
        if (received.hasRemaining()) {
            return true;
        }
        @Nullable ByteBuffer next = receive();
        if (next == null) {
            return false;
        }
        if (head.hasRemaining()) {
            head.put(next.slice(next.position(), Math.min(head.remaining(), next.remaining())));
        }
        received = next;
        return true;
    }

    /** The bytes that {@link #hasNext} waited for. The caller owns the buffer. */
    public final ByteBuffer next() {
        if (!received.hasRemaining()) {
            throw new NoSuchElementException("hasNext() was not called, or was false");
        }
        ByteBuffer next = received;
        received = NOTHING;
        return next;
    }

    /** Passes all bytes that are left to the sink, and returns how many they were. */
    public final long passTo(LogSink sink) throws IOException, InterruptedException {
        long passed = 0;
        while (hasNext()) {
            ByteBuffer next = next();
            passed += next.remaining();
            sink.write(next);
        }
        return passed;
    }

    /** Receives the next bytes, at least one, in a buffer that nobody else uses; null after the last. */
    protected abstract @Nullable ByteBuffer receive() throws IOException, InterruptedException;

    /** The first bytes that arrived, at most {@link #HEAD}. */
    public final ByteBuffer head() {
        return ByteBuffer.wrap(head.array(), 0, head.position());
    }

    @Override
    public final int read() throws IOException {
        return fill() ? received.get() & 0xff : -1;
    }

    @Override
    public final int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, received.remaining());
        received.get(into, offset, count);
        return count;
    }

    private boolean fill() throws IOException {
        try {
            return hasNext();
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    /** The interruption as an exception that the JDK's streams may throw. */
    public static InterruptedIOException stopped(InterruptedException e) {
        return (InterruptedIOException) new InterruptedIOException("interrupted while a log was read").initCause(e);
    }

    /** The interruption that {@link #stopped} wrapped. */
    public static InterruptedException interrupted(InterruptedIOException e) {
        return (InterruptedException) new InterruptedException("interrupted while a log was read").initCause(e);
    }

    @Override
    public abstract void close();
}
