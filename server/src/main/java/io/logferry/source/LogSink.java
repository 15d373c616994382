package io.logferry.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Receives one node's log, in order, from one thread. */
public interface LogSink {
    /** A listing begins: everything received before it is void (the log changed under the reader, and is read anew). */
    void begin(LogOutline outline) throws IOException, InterruptedException;

    /**
     * The bytes that follow are of that file, from its beginning.
     *
     * @param modified when it was last changed, as it was listed
     */
    void beginFile(String name, Instant modified) throws IOException, InterruptedException;

    /** The next bytes. The receiver owns the buffer from now on; the source never touches it again. */
    void write(ByteBuffer bytes) throws IOException, InterruptedException;
}
