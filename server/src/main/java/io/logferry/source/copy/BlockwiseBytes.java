package io.logferry.source.copy;

import io.logferry.source.LogSourceException;
import io.logferry.source.listing.FileGoneException;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A file's bytes in blocks, each read by itself: one may stop after any of them, and the connection is still good for others. */
final class BlockwiseBytes implements LogBytes {
    private static final int BLOCK = 1 << 20;

    private final PinnedBytes file;
    private long at;

    BlockwiseBytes(PinnedBytes file) {
        this.file = file;
    }

    @Override
    public @Nullable ByteBuffer next() throws LogSourceException, LogChangedException, InterruptedException {
        int length = (int) Math.min(BLOCK, file.size() - at);
        if (length == 0) {
            return null;
        }
        ByteBuffer block = ByteBuffer.wrap(bytes(length));
        at += length;
        return block;
    }

    private byte[] bytes(int length) throws LogSourceException, LogChangedException, InterruptedException {
        try {
            return file.bytes(at, length);
        } catch (FileGoneException gone) {
            throw at == 0 ? gone : new LogChangedException(file.file().name() + " is gone while it was read");
        }
    }

    @Override
    public void close() {
        // no run is open between two blocks
    }
}
