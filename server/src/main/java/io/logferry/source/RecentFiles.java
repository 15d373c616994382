package io.logferry.source;

import io.logferry.record.BackwardBytes;
import io.logferry.record.LogDialect;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** A node's log as it was listed, file by file, the newest first. The file being written is cut after its last complete line. */
public interface RecentFiles {
    /** How the server writes its log. */
    LogDialect dialect();

    /** The next older file; empty after the last. */
    Optional<BackwardBytes> nextOlder() throws IOException;

    /**
     * Whether a file was left out so far that may have wanted records: it is too large to unpack, damaged, not packed by gzip, can't be requested,
     * or is older than {@code logferry.export.max-age}.
     */
    boolean leftOut();

    /** A sentence for the caller if nothing failed, but the log's only file may not be a regular one. Then no file has bytes. */
    Optional<String> doubt();

    /** Records before this time may be missing, because the server wrote them in another format. */
    Optional<Instant> inOtherFormatBefore();
}
