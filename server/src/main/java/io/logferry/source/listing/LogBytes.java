package io.logferry.source.listing;

import io.logferry.source.LogSourceException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A run of bytes on its way out of one log file. */
public interface LogBytes extends AutoCloseable {
    /**
     * The next bytes, at least one; null after the last. The buffer is the caller's.
     *
     * @throws LogChangedException where the file ends before the run does, or is gone after its first bytes
     * @throws FileGoneException where there is no such file before the first bytes
     */
    @Nullable ByteBuffer next() throws LogSourceException, LogChangedException, InterruptedException;

    @Override
    void close();
}
