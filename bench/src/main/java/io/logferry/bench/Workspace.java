package io.logferry.bench;

import io.logferry.embedded.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The folder for the logs, databases and exports of one run. It is empty at the start and removed at the end. */
final class Workspace implements AutoCloseable {
    private final Path folder;
    private final FileChannel lock;

    private Workspace(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Fails if another benchmark is running or if fewer bytes are free. */
    static Workspace in(Path target, long diskSpace) throws IOException {
        Files.createDirectories(target);
        long free = Files.getFileStore(target).getUsableSpace();
        if (free < diskSpace) {
            throw new BenchException(
                    "The benchmark needs %s of free disk space in %s and there are %s: free some, or use --quick or --folder"
                            .formatted(Quantity.bytes(diskSpace), target, Quantity.bytes(free)));
        }
        FileChannel lock =
                FileChannel.open(target.resolve("bench.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock held = lock.tryLock();
        if (held == null) {
            lock.close();
            throw new BenchException("Another benchmark is running in " + target + ": wait until it has finished");
        }
        Path folder = target.resolve("run");
        PrivateFiles.deleteTree(folder); // of a run that was killed
        return new Workspace(PrivateFiles.folder(folder).toRealPath(), lock);
    }

    Path folder() {
        return folder;
    }

    Path resolve(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() {
        try (lock) {
            PrivateFiles.deleteTree(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The benchmark's folder " + folder + " can't be removed: remove it", e);
        }
    }
}
