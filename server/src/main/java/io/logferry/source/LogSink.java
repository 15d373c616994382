package io.logferry.source;

import io.logferry.record.LogDialect;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * Receives one node's log, in order, from one thread.
 *
 * <p>A sink throws unchecked exceptions, which no source catches: this way nobody takes a failure of the sink for a failure of the node.
 */
public interface LogSink {
    /**
     * The copy starts. If it starts again because the log changed meanwhile, everything that was received before is void.
     *
     * @param bytes how many bytes will come; an estimate if a file is packed
     */
    void begin(LogDialect dialect, long bytes) throws InterruptedException;

    /**
     * The next bytes belong to this file, from its first byte.
     *
     * @param modified when the file was last modified, according to the listing
     */
    void beginFile(String name, Instant modified) throws InterruptedException;

    /** The next bytes. The sink owns the buffer from now on; the source never touches it again. */
    void write(ByteBuffer bytes) throws InterruptedException;
}
