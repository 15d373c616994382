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
     * Whether a file was left out before the one that came last that may hold wanted records: it is too large to unpack, damaged, packed by
     * what isn't unpacked here, can't be asked for, or is older than what is taken.
     */
    boolean leftOut();

    /** Why nobody knows whether the node has a log that can be read, although nothing failed: a sentence for the caller. No file has bytes then. */
    Optional<String> doubt();

    /** From then on the server writes the format that is read here; what it wrote before, or some of it, is in another. */
    Optional<Instant> inOtherFormatBefore();
}
