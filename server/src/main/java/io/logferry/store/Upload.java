package io.logferry.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** A file on its way into the store; written by one thread, while hashing and storing go on in others. */
public interface Upload extends AutoCloseable {
    /** Takes the next bytes, and the buffer with them; waits while earlier ones are still on their way. */
    void write(ByteBuffer bytes) throws IOException, InterruptedException;

    /** Makes the file durable, then visible under its key. */
    StoredFile complete() throws IOException, InterruptedException;

    /** How long a store that was out of reach was waited for; empty where it never was. */
    Optional<Duration> waited();

    /** Ends the upload; unless completed, nothing of it stays behind. */
    @Override
    void close();
}
