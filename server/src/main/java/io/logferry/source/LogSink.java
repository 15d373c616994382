package io.logferry.source;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * Receives one node's log, in order, from one thread.
 *
 * <p>What a sink throws is unchecked, and no source catches it: so nobody takes the failure of a sink for one of the node.
 */
public interface LogSink {
    /** A listing begins: everything received before it is void (the log changed under the reader, and is read anew). */
    void begin(LogOutline outline) throws InterruptedException;

    /**
     * The bytes that follow are of that file, from its beginning.
     *
     * @param modified when it was last changed, as it was listed
     */
    void beginFile(String name, Instant modified) throws InterruptedException;

    /** The next bytes. The receiver owns the buffer from now on; the source never touches it again. */
    void write(ByteBuffer bytes) throws InterruptedException;
}
