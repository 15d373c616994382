package io.logferry.workflow;

import java.nio.ByteBuffer;
import java.time.Instant;

/** One station on the way of a log's bytes into the store; stations that a request doesn't need aren't there. */
interface ExportPipe {
    /** The bytes that follow are of another file, which was last changed then. */
    void beginFile(Instant modified) throws InterruptedException;

    /** Takes the next bytes, and the buffer with them. */
    void write(ByteBuffer bytes) throws InterruptedException;

    /** Nothing more comes: what is held back is passed on. */
    void finish() throws InterruptedException;
}
