package io.logferry.store;

import io.logferry.id.WorkflowId;
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
import java.util.ArrayList;
import java.util.List;
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

    /** Files that could not be removed when they were given up, such as on a file system that was read-only then. */
    private final Set<Path> left = ConcurrentHashMap.newKeySet();

    /**
     * Makes the folder where it is missing, and finds out which way to the disk its file system allows.
     *
     * @param shared whether other replicas write here, too, perhaps over a network that doesn't carry locks
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

    /** A new file, of that workflow. */
    IncomingFile create(WorkflowId workflow) throws IOException {
        return create(workflow + "-" + UUID.randomUUID() + ".part");
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

    /** Removes what could not be removed before, so that it takes no space any longer than it must. */
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

    /** Removes what runs of that workflow in other processes have here. */
    void discard(WorkflowId workflow) throws IOException {
        removeOthers(workflow + "-*.part", file -> true);
    }

    /** Removes what dead runs left behind. */
    void sweep() throws IOException {
        removeLeft();
        removeOthers("*.part", this::isDead);
    }

    /** Whether a file may go. */
    private interface Condition {
        boolean holds(Path file) throws IOException;
    }

    private void removeOthers(String glob, Condition condition) throws IOException {
        List<IOException> failures = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            for (Path file : files) {
                try {
                    if (!mine.contains(file) && condition.holds(file)) {
                        Files.deleteIfExists(file);
                        LOG.infof("removed what an earlier run left in the store: %s", file.getFileName());
                    }
                } catch (IOException e) {
                    failures.add(e); // it must not keep the others
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

    private boolean works() {
        try (IncomingFile probe = create(UUID.randomUUID() + ".part")) {
            probe.write(pool.take().limit(1));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.infof("%s takes no direct writes, so the store writes through the page cache: %s", folder, e);
            return false;
        }
    }
}
