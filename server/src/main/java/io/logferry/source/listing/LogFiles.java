package io.logferry.source.listing;

import io.logferry.source.LogSourceException;
import java.util.Optional;

/** One node's log files, open for reading until closed. */
public interface LogFiles extends AutoCloseable {
    /** The server's settings, or those that it last told; empty where they aren't known. */
    Optional<ServerSettings> settings();

    /** How the lines begin: as the server says, else as the inventory does, else as the server last said. */
    ServerSettings.Lines lines();

    /** Looks at the folder; the file being written was the same before and after the look. */
    LogFolder list() throws LogSourceException, LogChangedException, InterruptedException;

    /**
     * Opens a run of the file's bytes as they lie there (not unpacked). One run is open at a time.
     *
     * @param length at least 1
     */
    LogBytes open(LogFile file, long offset, long length)
            throws LogSourceException, LogChangedException, InterruptedException;

    @Override
    void close();
}
