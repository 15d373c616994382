package io.logferry.store.local;

import io.logferry.id.Sha256;
import io.logferry.store.BlockPool;
import io.logferry.store.LogStore.StoredFile;
import io.logferry.store.LogStore.Upload;
import io.logferry.store.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A pipeline of three threads: the caller's thread hands buffers over, the second hashes them and collects them into blocks, the third writes
 * the blocks. The queues between them are short, so memory doesn't grow with the file.
 */
final class LocalUpload implements Upload {
    private static final int BUFFERS = 8;
    private static final int BLOCKS = 2;

    private final IncomingFile file;
    private final Path folder;
    private final String name;
    private final FreeSpace.Reservation space;
    private final BlockPool pool;
    private final MessageDigest digest = Sha256.digest();
    private final Stage<ByteBuffer> writing;
    private final Stage<ByteBuffer> hashing;
    private ByteBuffer block;
    private long size;
    private boolean completed;
    private boolean closed;

    LocalUpload(IncomingFile file, Path folder, String name, FreeSpace.Reservation space, BlockPool pool) {
        this.file = file;
        this.folder = folder;
        this.name = name;
        this.space = space;
        this.pool = pool;
        this.block = pool.take();
        this.writing = new Stage<>("store-write", BLOCKS, this::writeBlock);
        this.hashing = new Stage<>("store-hash", BUFFERS, this::hash);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException, InterruptedException {
        if (completed || closed) {
            throw new IllegalStateException("the upload has ended");
        }
        size += bytes.remaining();
        space.use(bytes.remaining());
        hashing.put(bytes);
    }

    @Override
    public StoredFile complete() throws IOException, InterruptedException {
        if (completed || closed) {
            throw new IllegalStateException("the upload has ended");
        }
        completed = true;
        hashing.finish();
        writing.put(block.flip());
        writing.finish();
        file.finish(size);
        file.moveTo(folder, name);
        return new StoredFile(size, HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public Optional<Duration> waited() {
        return Optional.empty();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        hashing.close();
        writing.close();
        file.close();
        space.close();
    }

    private void hash(ByteBuffer bytes) throws IOException, InterruptedException {
        digest.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            int length = Math.min(bytes.remaining(), block.remaining());
            block.put(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
            if (!block.hasRemaining()) {
                writing.put(block.flip());
                block = pool.take();
            }
        }
    }

    private void writeBlock(ByteBuffer full) throws IOException {
        file.write(full);
        pool.give(full);
    }
}
