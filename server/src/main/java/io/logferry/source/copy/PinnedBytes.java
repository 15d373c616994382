package io.logferry.source.copy;

import io.logferry.record.BackwardBytes;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogChangedException.FileGone;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A file's bytes as they are stored, up to where it was pinned. */
record PinnedBytes(LogFiles files, LogFile file, long size) implements BackwardBytes {
    PinnedBytes upTo(long end) {
        return new PinnedBytes(files, file, end);
    }

    @Override
    public Instant modified() {
        return file.modified();
    }

    @Override
    public byte[] read(long offset, int length) throws IOException {
        try {
            return files.read(file, offset, length).array();
        } catch (InterruptedException e) {
            throw LogBytes.stopped(e);
        }
    }

    /** All bytes in order. Each block is a separate read: if the reader stops after a block, the connection can still be used. */
    LogBytes inBlocks() {
        return new Blocks(this);
    }

    private static final class Blocks extends LogBytes {
        private static final int BLOCK = 1 << 20;

        private final PinnedBytes bytes;
        private long at;

        private Blocks(PinnedBytes bytes) {
            this.bytes = bytes;
        }

        @Override
        protected @Nullable ByteBuffer receive() throws IOException, InterruptedException {
            int length = (int) Math.min(BLOCK, bytes.size() - at);
            if (length == 0) {
                return null;
            }
            try {
                ByteBuffer block = bytes.files().read(bytes.file(), at, length);
                at += length;
                return block;
            } catch (FileGone gone) {
                throw at == 0 ? gone : new LogChangedException(bytes.file().name() + " is gone while it was read");
            }
        }

        @Override
        public void close() {
            // no run is open between two blocks
        }
    }
}
