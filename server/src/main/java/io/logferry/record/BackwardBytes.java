package io.logferry.record;

import java.io.IOException;
import java.time.Instant;

/** A log file that can be read from its end. */
public interface BackwardBytes {
    /** The size in bytes. It is pinned: it doesn't change while the file is read, even if the file grows. */
    long size();

    /** When the file was last changed: the time of its records that have none, nor one before them. */
    Instant modified();

    /**
     * Exactly these bytes.
     *
     * @throws IOException if they can't be read, or don't exist any more
     */
    byte[] read(long offset, int length) throws IOException;
}
