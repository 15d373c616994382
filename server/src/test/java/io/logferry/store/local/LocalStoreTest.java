package io.logferry.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.logferry.id.ObjectKey;
import io.logferry.store.Bucket;
import io.logferry.store.LogStore;
import io.logferry.store.LogStore.StoreFullException;
import io.logferry.store.LogStore.Upload;
import io.logferry.store.LogStoreTest;
import io.logferry.store.ObjectKeys;
import io.logferry.store.local.LocalStore.LocalFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalStoreTest extends LogStoreTest {
    private static final Bucket BUCKET = new Bucket("logferry");

    @TempDir
    Path directory;

    private LocalStore store;

    @BeforeEach
    void openLocal() throws IOException {
        store = openStore(false, InstantSource.system());
    }

    @Override
    protected LogStore open(InstantSource clock) throws IOException {
        return openStore(true, clock);
    }

    @Override
    protected byte[] stored(ObjectKey file) throws IOException {
        return Files.readAllBytes(store.find(file).orElseThrow().path());
    }

    @Override
    protected List<String> keys() throws IOException {
        Path bucket = directory.resolve(BUCKET.name());
        if (Files.notExists(bucket)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(bucket)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> bucket.relativize(file).toString())
                    .toList();
        }
    }

    @Override
    protected int incomplete() throws IOException {
        return incoming().size();
    }

    @Test
    void a_file_keeps_its_version_as_long_as_it_is_the_same() throws Exception {
        put(key, new byte[] {1});
        LocalFile first = store.find(key).orElseThrow();
        assertThat(store.find(key))
                .contains(first)
                .isEqualTo(openStore(true, Clock.systemUTC()).find(key));
        put(key, new byte[] {2});
        assertThat(store.find(key).orElseThrow().version()).isNotEqualTo(first.version());
    }

    @Test
    void clearing_also_removes_empty_folders() throws Exception {
        ObjectKey late = new ObjectKey(key.project(), key.workflow(), 2, key.fileName());
        put(key, new byte[0]);
        put(late, new byte[0]);
        store.clear(key.project(), key.workflow(), Set.of(late));
        assertThat(store.find(key)).isEmpty();
        assertThat(store.find(late)).isPresent();
        store.clear(key.project(), key.workflow(), Set.of());
        assertThat(directory.resolve("logferry")).isEmptyDirectory();
    }

    @Test
    void without_direct_writes_the_page_cache_gives_the_same_bytes() throws Exception {
        Path root = directory.toRealPath();
        Incoming incoming =
                new Incoming(root.resolve(".incoming"), false, InstantSource.system(), IncomingFile.Way.CACHED);
        LocalStore cached = new LocalStore(root.resolve("logferry"), incoming, new FreeSpace(() -> Long.MAX_VALUE));
        byte[] content = random(70 << 20);
        try (Upload upload = cached.begin(key, content.length)) {
            writeInPieces(upload, content, 1 << 20);
            assertThat(upload.complete().sha256()).isEqualTo(sha256(content));
        }
        assertThat(stored(key)).isEqualTo(content);
    }

    @Test
    void only_the_owner_can_read_files_and_folders() throws Exception {
        put(key, new byte[] {1});
        Path file = store.find(key).orElseThrow().path();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        for (Path folder = file.getParent(); !folder.equals(directory.toRealPath()); folder = folder.getParent()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void removing_a_file_also_removes_empty_folders_but_no_other_file() throws Exception {
        ObjectKey sibling = new ObjectKey(key.project(), key.workflow(), "another");
        put(key, new byte[] {1});
        try (Upload upload = store.begin(sibling, 0)) {
            upload.complete();
        }
        store.remove(key);
        assertThat(store.find(key)).isEmpty();
        assertThat(store.find(sibling)).isPresent();
        store.remove(sibling);
        store.remove(sibling);
        assertThat(directory.resolve("logferry")).isEmptyDirectory();
    }

    @Test
    void uploads_and_removals_in_one_folder_do_not_disturb_each_other() throws Exception {
        ObjectKey sibling = new ObjectKey(key.project(), key.workflow(), "another");
        CompletableFuture<Void> removals = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 2000; i++) {
                removeUnchecked(sibling);
            }
        });
        do {
            put(key, new byte[] {1});
            store.remove(key);
        } while (!removals.isDone());
        removals.join();
    }

    @Test
    void symbolic_links_are_not_followed() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "secret");
        Path folder = directory.resolve("logferry/" + key.project() + "/" + key.workflow());
        Files.createDirectories(folder);
        Files.createSymbolicLink(folder.resolve(key.fileName()), secret);
        assertThat(store.find(key)).isEmpty();

        ObjectKey elsewhere = ObjectKeys.random();
        put(key, new byte[] {1});
        store.remove(key);
        Files.createDirectories(directory.resolve("outside/" + elsewhere.workflow()));
        Files.writeString(directory.resolve("outside/" + elsewhere.workflow() + "/" + elsewhere.fileName()), "secret");
        Files.createDirectories(directory.resolve("logferry"));
        Files.createSymbolicLink(directory.resolve("logferry/" + elsewhere.project()), directory.resolve("outside"));
        assertThat(store.find(elsewhere)).isEmpty();
    }

    @Test
    void the_refusal_says_how_much_space_is_needed_and_left() {
        assertThatThrownBy(() -> store.begin(key, Long.MAX_VALUE / 2))
                .isInstanceOf(StoreFullException.class)
                .hasMessageMatching("The log store is too full: the file needs \\d+ MB more, and \\d+ MB are left; .*");
    }

    @Test
    void a_file_that_someone_removed_under_way_fails_the_upload() throws Exception {
        try (Upload upload = store.begin(key, 1)) {
            Files.delete(incoming().getFirst());
            assertThatThrownBy(upload::complete).isInstanceOf(IOException.class);
        }
        assertThat(store.find(key)).isEmpty();
    }

    @Test
    void leftovers_of_a_dead_run_are_swept_at_the_start() throws Exception {
        Path leftover = Files.createFile(directory.resolve(".incoming/dead.part"));
        openStore(false, InstantSource.system());
        assertThat(leftover).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothing_is_left_of_a_disk_that_was_full_and_read_only(boolean shared) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount");
        Path disk = Files.createDirectory(directory.resolve("disk"));
        mount("-t", "tmpfs", "-o", "size=160m", "tmpfs", disk.toString());
        try {
            LocalStore store = LocalStore.open(disk, BUCKET, shared, InstantSource.system());
            Upload upload = store.begin(key, 60 << 20);
            for (int i = 0; i < 50; i++) {
                upload.write(ByteBuffer.wrap(random(1 << 20)));
            }
            try (Stream<Path> files = Files.list(disk.resolve(".incoming"))) {
                Path part = files.findFirst().orElseThrow();
                await().until(() -> Files.size(part) > 40 << 20);
            }
            Path other = Files.createFile(disk.resolve("others"));
            assertThatThrownBy(() -> Files.write(other, random(140 << 20))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> store.begin(ObjectKeys.random(), 1)).isInstanceOf(StoreFullException.class);

            // Over the one that the upload has: while that has a file open for writing, the kernel doesn't let it be
            // read-only.
            mount("--bind", disk.toString(), disk.toString());
            mount("-o", "remount,bind,ro", disk.toString());
            upload.close();
            run("umount", disk.toString());
            Files.delete(other);

            try (Upload next = store.begin(ObjectKeys.random(), 80 << 20)) {
                next.complete();
            }
            assertThat(disk.resolve(".incoming")).isEmptyDirectory();
        } finally {
            run("umount", "--lazy", disk.toString());
        }
    }

    private static void mount(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "mount";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        run(command);
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }

    @Test
    void in_a_shared_directory_leftovers_are_swept_after_a_day() throws Exception {
        Path leftover = Files.createFile(directory.resolve(".incoming/dead.part"));
        LocalStore shared = openStore(true, InstantSource.system());
        assertThat(leftover).exists();
        Files.setLastModifiedTime(leftover, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        shared.sweep();
        assertThat(leftover).doesNotExist();
    }

    @Test
    void discarding_ends_uploads_of_other_replicas_and_none_of_its_own() throws Exception {
        LocalStore other = openStore(true, InstantSource.system());
        LocalStore store = openStore(true, InstantSource.system());
        try (Upload predecessors = other.begin(key, 1);
                Upload another = other.begin(ObjectKeys.random(), 1);
                Upload own = store.begin(key, 1)) {
            assertThat(incoming()).hasSize(3);
            store.discard(key.project(), key.workflow());
            assertThat(incoming()).hasSize(2);
            own.complete();
            assertThatThrownBy(predecessors::complete).isInstanceOf(IOException.class);
            another.complete();
        }
        assertThat(store.find(key)).isPresent();
    }

    @Test
    void what_another_process_is_writing_is_not_swept() throws Exception {
        Path theirs = Files.createFile(directory.resolve(".incoming/theirs.part"));
        Process other = LockHolder.start(theirs);
        try {
            openStore(false, InstantSource.system());
            assertThat(theirs).exists();
        } finally {
            other.destroyForcibly().waitFor();
        }
        openStore(false, InstantSource.system());
        assertThat(theirs).doesNotExist();
    }

    @Test
    void what_this_process_is_writing_is_not_swept() throws Exception {
        try (Upload upload = store.begin(key, 1)) {
            store.sweep();
            openStore(false, InstantSource.system());
            upload.write(ByteBuffer.wrap(new byte[] {1}));
            upload.complete();
        }
        assertThat(stored(key)).containsExactly(1);
    }

    private LocalStore openStore(boolean shared, InstantSource clock) throws IOException {
        return LocalStore.open(directory, BUCKET, shared, clock);
    }

    private void removeUnchecked(ObjectKey which) {
        try {
            store.remove(which);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> incoming() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(".incoming"))) {
            return files.toList();
        }
    }
}
