package io.logferry.store.local;

import io.logferry.id.WorkflowId;
import io.logferry.store.BlockPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The folder of the files that are being written, and of those that dead runs left behind. */
final class Incoming {
    /** Every living run writes a block within this time: an older file was left behind. */
    static final Duration DEAD_AFTER = Duration.ofDays(1);

    private static final Logger LOG = Logger.getLogger(Incoming.class);

    private final Path folder;
    private final boolean shared;
    private final InstantSource clock;
    private final BlockPool pool;
    private final IncomingFile.Way way;
    private final Set<Path> mine = ConcurrentHashMap.newKeySet();

    /** Files that could not be removed when their upload ended, for example because the file system was read-only. */
    private final Set<Path> left = ConcurrentHashMap.newKeySet();

    /**
     * Creates the folder if it is missing, and finds out whether its file system supports direct writes.
     *
     * @param shared whether other replicas write here, too, perhaps over a network file system without locks
     */
    static Incoming open(Path folder, boolean shared, InstantSource clock) throws IOException {
        Folders.create(folder);
        Incoming direct = new Incoming(folder, shared, clock, IncomingFile.Way.DIRECT);
        return direct.works() ? direct : new Incoming(folder, shared, clock, IncomingFile.Way.CACHED);
    }

    Incoming(Path folder, boolean shared, InstantSource clock, IncomingFile.Way way) throws IOException {
        this.folder = folder;
        this.shared = shared;
        this.clock = clock;
        this.way = way;
        long blockSize = Files.getFileStore(folder).getBlockSize();
        boolean divides = blockSize > 0 && BlockPool.BLOCK % blockSize == 0;
        this.pool = new BlockPool(divides ? (int) blockSize : 1);
    }

    BlockPool pool() {
        return pool;
    }

    /** A new file of this workflow. */
    IncomingFile create(WorkflowId workflow) throws IOException {
        return create(workflow + "-" + UUID.randomUUID() + ".part");
    }

    /** Stores a short text under this name, durably, in place of another. */
    void store(String text, Path target, String name) throws IOException {
        ByteBuffer bytes =
                pool.take().put(text.getBytes(StandardCharsets.UTF_8)).flip();
        try (IncomingFile file = create(UUID.randomUUID() + ".part")) {
            file.write(bytes);
            file.finish(text.length());
            file.moveTo(target, name);
        }
    }

    private IncomingFile create(String name) throws IOException {
        Path path = folder.resolve(name);
        mine.add(path);
        try {
            return IncomingFile.create(path, way, pool.alignment(), () -> closed(path));
        } catch (IOException | RuntimeException e) {
            mine.remove(path);
            throw e;
        }
    }

    private void closed(Path path) {
        if (!Files.notExists(path)) {
            left.add(path);
        }
        mine.remove(path);
    }

    /** Tries again to remove the files that could not be removed before. */
    void removeLeft() {
        for (Path path : left) {
            try {
                Files.deleteIfExists(path);
                left.remove(path);
                LOG.infof("removed what could not be removed before: %s", path.getFileName());
            } catch (IOException e) {
                LOG.debugf(e, "%s can't be removed yet", path);
            }
        }
    }

    /** Removes the files that other processes write, or wrote, for this workflow. */
    void discard(WorkflowId workflow) throws IOException {
        removeOthers(workflow + "-*.part", file -> true);
    }

    /** Removes what dead runs left behind. */
    void sweep() throws IOException {
        removeLeft();
        removeOthers("*.part", this::isDead);
    }

    private void removeOthers(String glob, DirectoryStream.Filter<Path> condition) throws IOException {
        List<IOException> failures = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            for (Path file : files) {
                try {
                    if (!mine.contains(file) && condition.accept(file)) {
                        Files.deleteIfExists(file);
                        LOG.infof("removed what an earlier run left in the store: %s", file.getFileName());
                    }
                } catch (IOException e) {
                    failures.add(e); // the others are removed all the same
                }
            }
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private boolean isDead(Path file) throws IOException {
        try {
            Instant modified = Files.getLastModifiedTime(file).toInstant();
            return modified.isBefore(clock.instant().minus(DEAD_AFTER)) || (!shared && nobodyHolds(file));
        } catch (NoSuchFileException e) {
            return false; // just completed, or removed by another replica
        }
    }

    private static boolean nobodyHolds(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // this process has the lock
        }
    }

    private boolean works() {
        try (IncomingFile probe = create(UUID.randomUUID() + ".part")) {
            probe.write(pool.take().limit(1));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.infof("%s doesn't support direct writes, so the store writes through the page cache: %s", folder, e);
            return false;
        }
    }
}
