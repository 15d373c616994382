package io.logferry.source;

import java.util.Optional;

/** One node's log files, open for reading until closed. */
interface LogFiles extends AutoCloseable {
    /** The server's settings; empty where it can't be asked. */
    Optional<ServerSettings> settings();

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
