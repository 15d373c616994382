package io.logferry.store;

import com.sun.nio.file.ExtendedOpenOption;
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
 * <p>Where the file system allows it, blocks go straight from memory to the disk (O_DIRECT): half of the processor time that the way through
 * the page cache costs, nothing left to flush in the end, and an export of many gigabytes doesn't push the rest of the machine out of the
 * cache. Elsewhere the write-back is started every 64 MiB, so that the final flush is short.
 */
final class IncomingFile implements AutoCloseable {
    /** How blocks get to the disk. */
    enum Way {
        DIRECT,
        CACHED
    }

    private static final Logger LOG = Logger.getLogger(IncomingFile.class);
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final int MOVE_ATTEMPTS = 100;

    private final Path path;
    private final Way way;
    private final int alignment;
    private final FileChannel channel;
    private final WriteBack writeBack;
    private final Runnable whenClosed;

    private IncomingFile(Path path, Way way, int alignment, FileChannel channel, Runnable whenClosed) {
        this.path = path;
        this.way = way;
        this.alignment = alignment;
        this.channel = channel;
        this.writeBack = new WriteBack(channel);
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
            channel.tryLock(); // says that the file is alive: the sweep of another replica lets it be
        } catch (IOException e) {
            LOG.debugf(e, "no locks in %s: leftovers are told by their age alone", path.getParent());
        }
        return file;
    }

    /** Writes a block, from its position to its limit; only the last one may end anywhere. */
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
        if (way == Way.CACHED) {
            writeBack.written(channel.position());
        }
    }

    /** Makes the content durable: that many bytes, and not the padding of the last block. */
    void finish(long size) throws IOException, InterruptedException {
        writeBack.finish();
        channel.truncate(size);
        channel.force(true);
    }

    /** Gives the finished file its place, instead of another of that name, durably. */
    void moveTo(Path folder, String name) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Folders.create(folder);
                Files.move(path, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                syncMoved(folder, name);
                return;
            } catch (NoSuchFileException e) { // a folder was empty, and was removed in between
                if (attempt == MOVE_ATTEMPTS || !Files.exists(path)) {
                    throw e;
                }
            }
        }
    }

    /** A file that nobody learns of, since it may not be durable, takes no space. */
    private static void syncMoved(Path folder, String name) throws IOException {
        try {
            Folders.sync(folder);
        } catch (IOException e) {
            Files.deleteIfExists(folder.resolve(name));
            throw e;
        }
    }

    /** Closes the file, and removes it unless it has got a name. */
    @Override
    public void close() {
        try {
            writeBack.close();
            try {
                channel.close();
            } finally {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warnf(e, "a temporary file of the store could not be removed; the next export tries again: %s", path);
        } finally {
            whenClosed.run();
        }
    }

    /** A full disk as what it is: others may have filled it since space was set aside. */
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
