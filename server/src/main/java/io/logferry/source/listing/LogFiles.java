package io.logferry.source.listing;

import io.logferry.source.LogSourceException;
import io.logferry.source.listing.LogFolder.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One node's log files; readable until this is closed. */
public interface LogFiles extends AutoCloseable {
    /** The server's settings, or those that it last reported; empty if unknown. */
    Optional<ServerSettings> settings();

    /** How the lines begin, according to the server, else to the inventory, else to the server's last report. */
    ServerSettings.Lines lines();

    /**
     * Lists the folder; the file being written was the same before and after the listing.
     *
     * @throws LogSourceException if it can't be listed
     * @throws LogChangedException if the server started new files during each listing
     */
    LogFolder list() throws IOException, InterruptedException;

    /**
     * Opens a run of the file's bytes as they are stored (not unpacked). Only one run may be open at a time.
     *
     * @param length at least 1
     */
    LogBytes open(LogFile file, long offset, long length) throws IOException, InterruptedException;

    /** Exactly these bytes of the file, as they are stored. */
    default ByteBuffer read(LogFile file, long offset, int length) throws IOException, InterruptedException {
        ByteBuffer read = ByteBuffer.allocate(length);
        if (length > 0) {
            try (LogBytes bytes = open(file, offset, length)) {
                while (bytes.hasNext()) {
                    read.put(bytes.next());
                }
            }
        }
        return read.flip();
    }

    /** The file's first {@code size} bytes, at most {@link LogBytes#HEAD}. */
    default ByteBuffer head(LogFile file, long size) throws IOException, InterruptedException {
        return read(file, 0, (int) Math.min(LogBytes.HEAD, size));
    }

    @Override
    void close();
}
