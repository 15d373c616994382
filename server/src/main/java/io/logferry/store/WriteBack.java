package io.logferry.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Has the system write a file's pages to the disk while more are coming. */
final class WriteBack implements AutoCloseable {
    private static final long EVERY = 64L << 20;

    private final FileChannel channel;
    private @Nullable Stage<Long> flusher;
    private long begun;

    WriteBack(FileChannel channel) {
        this.channel = channel;
    }

    /** The file has grown to that many bytes. */
    void written(long size) throws IOException {
        if (size - begun < EVERY) {
            return;
        }
        if (flusher == null) {
            flusher = new Stage<>("store-flush", 1, upTo -> channel.force(false));
        }
        if (flusher.offer(size)) {
            begun = size;
        }
    }

    /** Waits for what has been begun: a failure that the system has told here it doesn't tell a second time. */
    void finish() throws IOException, InterruptedException {
        if (flusher != null) {
            flusher.finish();
        }
    }

    @Override
    public void close() {
        if (flusher != null) {
            flusher.close();
        }
    }
}
