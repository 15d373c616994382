package io.logferry.record;

import java.io.IOException;
import java.time.Instant;

/** A log file's bytes, readable anywhere: for reading it from its end. */
public interface BackwardBytes {
    /** The size in bytes, pinned: it doesn't change while the file is read, though the file may grow. */
    long size();

    /** When the file was last changed: the time of its records that have none, where no record before them has one either. */
    Instant modified();

    /**
     * Exactly those bytes.
     *
     * @throws IOException where they can't be read, or aren't there any more
     */
    byte[] read(long offset, int length) throws IOException;
}
