package io.logferry.store.local;

import io.logferry.id.ObjectKey;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import io.logferry.store.Bucket;
import io.logferry.store.LogStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Export files in a directory: {@code {directory}/{bucket}/} and their {@link ObjectKey}. Uploads are in {@code .incoming} beside the bucket, on
 * the same file system. Files are 0600 and folders 0700: nobody else should read logs.
 */
public final class LocalStore implements LogStore {
    private final Path bucket;
    private final Incoming incoming;
    private final FreeSpace space;

    /**
     * An export file as it was when it was looked up.
     *
     * @param path absolute, without symbolic links
     * @param size in bytes
     * @param version stays the same as long as the file does: made of size, modification time and inode
     */
    public record LocalFile(Path path, long size, Instant modified, String version) {}

    /**
     * Opens the directory, creates it if it is missing, and removes what earlier runs left behind.
     *
     * @param shared whether all replicas see the same directory
     */
    public static LocalStore open(Path directory, Bucket bucket, boolean shared, InstantSource clock)
            throws IOException {
        Folders.create(directory.toAbsolutePath().normalize());
        Path root = directory.toRealPath();
        FileStore fileStore = Files.getFileStore(root);
        LocalStore store = new LocalStore(
                root.resolve(bucket.name()),
                Incoming.open(root.resolve(".incoming"), shared, clock),
                new FreeSpace(fileStore::getUsableSpace));
        store.sweep();
        return store;
    }

    LocalStore(Path bucket, Incoming incoming, FreeSpace space) {
        this.bucket = bucket;
        this.incoming = incoming;
        this.space = space;
    }

    @Override
    public Upload begin(ObjectKey key, long expectedBytes) throws IOException {
        incoming.removeLeft();
        FreeSpace.Reservation reservation = space.reserve(expectedBytes);
        try {
            return new LocalUpload(
                    incoming.create(key.workflow()), folderOf(key), key.fileName(), reservation, incoming.pool());
        } catch (IOException | RuntimeException e) {
            reservation.close();
            throw e;
        }
    }

    @Override
    public void discard(ProjectId project, WorkflowId workflow) throws IOException {
        incoming.discard(workflow);
    }

    @Override
    public void remove(ObjectKey key) throws IOException {
        Files.deleteIfExists(pathOf(key));
        removeEmptyFolders(key);
    }

    private void removeEmptyFolders(ObjectKey key) throws IOException {
        if (Folders.removeEmpty(folderOf(key)) && Folders.removeEmpty(folderOf(key.project(), key.workflow()))) {
            Folders.removeEmpty(folderOf(key.project()));
        }
    }

    @Override
    public void clear(ProjectId project, WorkflowId workflow, Set<ObjectKey> except) throws IOException {
        incoming.discard(workflow);
        Set<Path> kept = except.stream().map(this::pathOf).collect(Collectors.toSet());
        for (Path path : deepestFirst(folderOf(project, workflow))) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Folders.removeEmpty(path);
            } else if (!kept.contains(path)) {
                Files.deleteIfExists(path);
            }
        }
        Folders.removeEmpty(folderOf(project));
    }

    /** The folder and everything in it; nothing if it doesn't exist. */
    private static List<Path> deepestFirst(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.toList().reversed();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void sweep() throws IOException {
        incoming.sweep();
    }

    @Override
    public Optional<String> id() throws IOException {
        try {
            return Optional.of(Files.readString(bucket.resolveSibling(idFile())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void putId(String id) throws IOException {
        incoming.store(id, bucket.resolveSibling(""), idFile());
    }

    /** Beside the bucket, so that no key is its path. */
    private String idFile() {
        return "." + bucket.getFileName() + ".store-id";
    }

    /** Looks the file up; follows no symbolic links. */
    public Optional<LocalFile> find(ObjectKey key) throws IOException {
        Path path = pathOf(key);
        try {
            if (!path.toRealPath().equals(path) || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Object inode = Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
            Instant modified = file.lastModifiedTime().toInstant();
            String version =
                    "%x-%x%08x-%s".formatted(file.size(), modified.getEpochSecond(), modified.getNano(), inode);
            return Optional.of(new LocalFile(path, file.size(), modified, version));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "the directory " + bucket.resolveSibling("");
    }

    private Path folderOf(ProjectId project) {
        return bucket.resolve(project.toString());
    }

    private Path folderOf(ProjectId project, WorkflowId workflow) {
        return folderOf(project).resolve(workflow.toString());
    }

    private Path folderOf(ObjectKey key) {
        Path workflow = folderOf(key.project(), key.workflow());
        return key.run() == 1 ? workflow : workflow.resolve(String.valueOf(key.run()));
    }

    private Path pathOf(ObjectKey key) {
        return folderOf(key).resolve(key.fileName());
    }
}
