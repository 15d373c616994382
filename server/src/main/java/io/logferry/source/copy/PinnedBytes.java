package io.logferry.source.copy;

import io.logferry.record.BackwardBytes;
import io.logferry.source.LogSourceException;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFile;
import io.logferry.source.listing.LogFiles;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** A file's bytes as they lie there, up to where it was pinned. */
record PinnedBytes(LogFiles files, LogFile file, long size, Optional<RateLimit> rate) implements BackwardBytes {
    PinnedBytes upTo(long end) {
        return new PinnedBytes(files, file, end, rate);
    }

    byte[] bytes(long offset, int length) throws LogSourceException, LogChangedException, InterruptedException {
        if (rate.isPresent()) {
            rate.get().pass(length);
        }
        return LogPin.read(files, file, offset, length).array();
    }

    @Override
    public Instant modified() {
        return file.modified();
    }

    @Override
    public byte[] read(long offset, int length) throws IOException {
        try {
            return bytes(offset, length);
        } catch (LogSourceException | LogChangedException | InterruptedException e) {
            throw new ReadFailure(e);
        }
    }
}
