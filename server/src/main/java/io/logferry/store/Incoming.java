package io.logferry.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The folder of the files that are being written, and of what dead runs left there. */
final class Incoming {
    /** Nothing is written for that long without a single block: whatever is older was left behind. */
    static final Duration DEAD_AFTER = Duration.ofDays(1);

    private static final Logger LOG = Logger.getLogger(Incoming.class);

    private final Path folder;
    private final boolean shared;
    private final InstantSource clock;
    private final BlockPool pool;
    private final IncomingFile.Way way;
    private final Set<Path> mine = ConcurrentHashMap.newKeySet();

    /** @param shared whether other replicas write here, too, perhaps over a network that doesn't carry locks */
    Incoming(Path folder, boolean shared, InstantSource clock) throws IOException {
        this.folder = folder;
        this.shared = shared;
        this.clock = clock;
        Folders.create(folder);
        long blockSize = Files.getFileStore(folder).getBlockSize();
        boolean fits = blockSize > 0 && Long.bitCount(blockSize) == 1 && blockSize <= BlockPool.BLOCK;
        this.pool = new BlockPool(fits ? (int) blockSize : 1);
        this.way = fits && takesDirectWrites() ? IncomingFile.Way.DIRECT : IncomingFile.Way.CACHED;
        LOG.debugf("the local store in %s writes %s", folder, way);
    }

    BlockPool pool() {
        return pool;
    }

    /** A new file. */
    IncomingFile create() throws IOException {
        return create(way);
    }

    private IncomingFile create(IncomingFile.Way how) throws IOException {
        Path path = folder.resolve(UUID.randomUUID() + ".part");
        mine.add(path);
        try {
            return IncomingFile.create(path, how, pool.alignment(), () -> mine.remove(path));
        } catch (IOException | RuntimeException e) {
            mine.remove(path);
            throw e;
        }
    }

    /** Removes what dead runs left behind. */
    void sweep() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.part")) {
            for (Path file : files) {
                if (!mine.contains(file) && isDead(file)) {
                    Files.deleteIfExists(file);
                    LOG.infof("removed what an earlier run left in the store: %s", file.getFileName());
                }
            }
        }
    }

    private boolean isDead(Path file) throws IOException {
        try {
            Instant modified = Files.getLastModifiedTime(file).toInstant();
            return modified.isBefore(clock.instant().minus(DEAD_AFTER)) || (!shared && nobodyHolds(file));
        } catch (NoSuchFileException e) {
            return false; // completed or swept by another, just now
        }
    }

    private static boolean nobodyHolds(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held in this very process
        }
    }

    private boolean takesDirectWrites() {
        try (IncomingFile probe = create(IncomingFile.Way.DIRECT)) {
            probe.write(pool.take().limit(1));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.infof(
                    "the file system of %s takes no direct writes, so the store writes through the page cache: %s",
                    folder, e);
            return false;
        }
    }
}
