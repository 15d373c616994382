package io.logferry.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.logferry.id.ObjectKey;
import io.logferry.store.BlockPool;
import io.logferry.store.Bucket;
import io.logferry.store.LogStore.StoreFullException;
import io.logferry.store.LogStore.StoredFile;
import io.logferry.store.LogStore.Upload;
import io.logferry.store.ObjectKeys;
import io.logferry.store.local.LocalStore.LocalFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalStoreTest {
    private static final Bucket BUCKET = new Bucket("logferry");

    @TempDir
    Path directory;

    private LocalStore store;
    private final ObjectKey key = ObjectKeys.random();

    @BeforeEach
    void open() throws IOException {
        store = openStore(false, InstantSource.system());
    }

    @AfterEach
    void no_thread_stays_behind() {
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("store-")));
    }

    @Test
    void a_file_appears_whole_and_only_when_it_is_complete() throws Exception {
        byte[] content = random(5 * BlockPool.BLOCK + 12345);
        try (Upload upload = store.begin(key, content.length)) {
            writeInPieces(upload, content, 128 << 10);
            assertThat(store.find(key)).isEmpty();
            assertThat(upload.complete()).isEqualTo(new StoredFile(content.length, sha256(content)));
        }
        assertThat(stored()).isEqualTo(content);
        assertThat(incoming()).isEmpty();
    }

    @Test
    void where_direct_writes_are_refused_the_page_cache_gives_the_same_bytes() throws Exception {
        Path root = directory.toRealPath();
        Incoming incoming =
                new Incoming(root.resolve(".incoming"), false, InstantSource.system(), IncomingFile.Way.CACHED);
        LocalStore cached = new LocalStore(root.resolve("logferry"), incoming, new FreeSpace(() -> Long.MAX_VALUE));
        byte[] content = random(70 << 20);
        try (Upload upload = cached.begin(key, content.length)) {
            writeInPieces(upload, content, 1 << 20);
            assertThat(upload.complete().sha256()).isEqualTo(sha256(content));
        }
        assertThat(stored()).isEqualTo(content);
    }

    @Test
    void an_empty_file_is_a_file() throws Exception {
        try (Upload upload = store.begin(key, 0)) {
            assertThat(upload.complete()).isEqualTo(new StoredFile(0, sha256(new byte[0])));
        }
        assertThat(stored()).isEmpty();
    }

    @Test
    void an_upload_that_is_closed_leaves_nothing_behind() throws Exception {
        try (Upload upload = store.begin(key, 10)) {
            upload.write(ByteBuffer.wrap(random(3 << 20)));
        }
        assertThat(store.find(key)).isEmpty();
        assertThat(incoming()).isEmpty();
    }

    @Test
    void the_file_that_is_there_stays_until_the_next_is_complete() throws Exception {
        put(new byte[] {1});
        LocalFile first = store.find(key).orElseThrow();
        try (Upload upload = store.begin(key, 1)) {
            upload.write(ByteBuffer.wrap(new byte[] {2}));
            assertThat(stored()).containsExactly(1);
            upload.complete();
        }
        assertThat(stored()).containsExactly(2);
        assertThat(store.find(key).orElseThrow().version()).isNotEqualTo(first.version());
    }

    @Test
    void a_file_keeps_its_version_as_long_as_it_is_the_same() throws Exception {
        put(new byte[] {1});
        assertThat(store.find(key))
                .isEqualTo(store.find(key))
                .isEqualTo(openStore(true, Clock.systemUTC()).find(key));
    }

    @Test
    void nobody_else_may_look_into_it() throws Exception {
        put(new byte[] {1});
        Path file = store.find(key).orElseThrow().path();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        for (Path folder = file.getParent(); !folder.equals(directory.toRealPath()); folder = folder.getParent()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void what_is_left_of_an_export_is_cleared_away_and_what_counts_stays() throws Exception {
        ObjectKey late = new ObjectKey(key.project(), key.workflow(), 2, key.fileName());
        for (ObjectKey file : List.of(key, late)) {
            try (Upload upload = store.begin(file, 0)) {
                upload.complete();
            }
        }
        store.clear(key.project(), key.workflow(), Set.of(late));
        assertThat(store.find(key)).isEmpty();
        assertThat(store.find(late)).isPresent();
        store.clear(key.project(), key.workflow(), Set.of());
        store.clear(key.project(), key.workflow(), Set.of());
        assertThat(directory.resolve("logferry")).isEmptyDirectory();
    }

    @Test
    void removing_takes_the_empty_folders_along_and_no_other_file() throws Exception {
        ObjectKey sibling = new ObjectKey(key.project(), key.workflow(), "another");
        put(new byte[] {1});
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
            put(new byte[] {1});
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
        put(new byte[] {1});
        store.remove(key);
        Files.createDirectories(directory.resolve("outside/" + elsewhere.workflow()));
        Files.writeString(directory.resolve("outside/" + elsewhere.workflow() + "/" + elsewhere.fileName()), "secret");
        Files.createDirectories(directory.resolve("logferry"));
        Files.createSymbolicLink(directory.resolve("logferry/" + elsewhere.project()), directory.resolve("outside"));
        assertThat(store.find(elsewhere)).isEmpty();
    }

    @Test
    void what_can_not_fit_is_refused_before_a_byte_is_written() {
        assertThatThrownBy(() -> store.begin(key, Long.MAX_VALUE / 2))
                .isInstanceOf(StoreFullException.class)
                .hasMessageMatching("The log store is too full: the file needs \\d+ MB more, and \\d+ MB are left; .*");
    }

    @Test
    void an_interrupted_upload_ends_at_once_and_leaves_nothing_behind() throws Exception {
        try (Upload upload = store.begin(key, 1)) {
            upload.write(ByteBuffer.wrap(random(3 << 20)));
            Thread.currentThread().interrupt();
            assertThatThrownBy(upload::complete).isInstanceOf(InterruptedException.class);
        }
        assertThat(store.find(key)).isEmpty();
        assertThat(incoming()).isEmpty();
    }

    @Test
    void closing_under_an_interrupted_thread_still_cleans_up() throws Exception {
        Upload upload = store.begin(key, 1);
        upload.write(ByteBuffer.wrap(random(3 << 20)));
        Thread.currentThread().interrupt();
        upload.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(incoming()).isEmpty();
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
    void whoever_takes_an_export_over_removes_what_its_predecessor_left() throws Exception {
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
        assertThat(stored()).containsExactly(1);
    }

    private LocalStore openStore(boolean shared, InstantSource clock) throws IOException {
        return LocalStore.open(directory, BUCKET, shared, clock);
    }

    private void put(byte[] content) throws Exception {
        try (Upload upload = store.begin(key, content.length)) {
            upload.write(ByteBuffer.wrap(content));
            upload.complete();
        }
    }

    private void removeUnchecked(ObjectKey which) {
        try {
            store.remove(which);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] stored() throws IOException {
        return Files.readAllBytes(store.find(key).orElseThrow().path());
    }

    private List<Path> incoming() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(".incoming"))) {
            return files.toList();
        }
    }

    private static void writeInPieces(Upload upload, byte[] content, int length) throws Exception {
        for (int from = 0; from < content.length; from += length) {
            upload.write(ByteBuffer.wrap(content, from, Math.min(length, content.length - from)));
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
