package io.logferry.store.local;

import com.sun.nio.file.ExtendedOpenOption;
import io.logferry.store.BlockPool;
import io.logferry.store.LogStore.StoreFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * A file that is being written and has no name in the store yet.
 *
 * <p>If the file system supports it, blocks are written directly to the disk (O_DIRECT). This takes half the CPU time of writing through the
 * page cache, leaves nothing to flush at the end, and an export of many gigabytes doesn't evict everything else from the cache. Otherwise
 * the file is flushed every 64 MiB, so that the final flush is short.
 */
final class IncomingFile implements AutoCloseable {
    /** How blocks are written. */
    enum Way {
        DIRECT,
        CACHED
    }

    private static final Logger LOG = Logger.getLogger(IncomingFile.class);
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final int MOVE_ATTEMPTS = 100;
    private static final long FLUSH_EVERY = 64L << 20;

    private final Path path;
    private final Way way;
    private final int alignment;
    private final FileChannel channel;
    private final Runnable whenClosed;
    private long flushed;

    private IncomingFile(Path path, Way way, int alignment, FileChannel channel, Runnable whenClosed) {
        this.path = path;
        this.way = way;
        this.alignment = alignment;
        this.channel = channel;
        this.whenClosed = whenClosed;
    }

    static IncomingFile create(Path path, Way way, int alignment, Runnable whenClosed) throws IOException {
        Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        if (way == Way.DIRECT) {
            options.add(ExtendedOpenOption.DIRECT);
        }
        FileChannel channel = FileChannel.open(path, options, PRIVATE);
        IncomingFile file = new IncomingFile(path, way, alignment, channel, whenClosed);
        try {
            channel.tryLock(); // tells other replicas that a living process writes this file, so that they don't
            // remove it
        } catch (IOException e) {
            LOG.debugf(e, "no file locks in %s: only age tells which files dead runs left behind", path.getParent());
        }
        return file;
    }

    /** Writes a block, from its position to its limit. All blocks but the last are full. */
    void write(ByteBuffer block) throws IOException {
        if (way == Way.DIRECT) {
            pad(block);
        }
        try {
            while (block.hasRemaining()) {
                channel.write(block);
            }
        } catch (IOException e) {
            throw explained(e);
        }
        if (way == Way.CACHED && channel.position() - flushed >= FLUSH_EVERY) {
            channel.force(false);
            flushed = channel.position();
        }
    }

    /** Makes the content durable: {@code size} bytes, without the padding of the last block. */
    void finish(long size) throws IOException {
        channel.truncate(size);
        channel.force(true);
    }

    /** Moves the finished file to its place, durably, and replaces a file with this name. */
    void moveTo(Path folder, String name) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Folders.create(folder);
                Files.move(path, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                syncMoved(folder, name);
                return;
            } catch (NoSuchFileException e) { // another thread removed the folder, because it was empty
                if (attempt == MOVE_ATTEMPTS || !Files.exists(path)) {
                    throw e;
                }
            }
        }
    }

    /** If the move may not be durable, the upload fails: then the file is removed, because nobody knows of it. */
    private static void syncMoved(Path folder, String name) throws IOException {
        try {
            Folders.sync(folder);
        } catch (IOException e) {
            Files.deleteIfExists(folder.resolve(name));
            throw e;
        }
    }

    /** Closes the file, and removes it unless it was moved to its place. */
    @Override
    public void close() {
        try {
            try {
                channel.close();
            } finally {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warnf(
                    e, "a temporary file of the store could not be removed; the next export tries it again: %s", path);
        } finally {
            whenClosed.run();
        }
    }

    /** Recognises a full disk: other processes may have filled it after the space was reserved. */
    private IOException explained(IOException failure) throws IOException {
        String message = String.valueOf(failure.getMessage());
        boolean full = message.contains("No space left") || message.contains("quota exceeded");
        if (full || (channel.isOpen() && Files.getFileStore(path).getUsableSpace() < BlockPool.BLOCK)) {
            StoreFullException explained = new StoreFullException(
                    "The log store is full; free some space, or shorten logferry.export.retention.");
            explained.initCause(failure);
            return explained;
        }
        return failure;
    }

    private void pad(ByteBuffer block) {
        int end = block.limit();
        int padded = Math.ceilDiv(end, alignment) * alignment;
        block.limit(padded);
        for (int i = end; i < padded; i++) {
            block.put(i, (byte) 0);
        }
    }
}
