package io.logferry.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.logferry.id.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFileTest {
    private static final YamlMapping.Reader<String> SIGN = root -> {
        var word = root.text("word").required();
        var key = root.secret("key").orElse(new Secret("none"));
        return () -> word.get() + "/" + key.get().value();
    };

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write_a_good_file() throws IOException {
        file = folder.resolve("sign.yaml");
        Files.writeString(file, "word: one\n");
    }

    @Test
    void a_file_that_is_broken_at_the_start_is_refused() throws Exception {
        Files.writeString(file, "word: [\n");

        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(this::open)
                .withMessageContaining("sign.yaml line");
    }

    @Test
    void a_change_is_loaded_when_two_checks_find_the_same() throws Exception {
        try (var watched = open()) {
            Files.writeString(file, "word: tw");
            watched.check();
            Files.writeString(file, "word: two\n");
            watched.check();
            assertThat(watched.value()).isEqualTo("one/none");

            watched.check();
            watched.check();

            assertThat(watched.value()).isEqualTo("two/none");
        }
    }

    @Test
    void an_end_does_not_wait_for_a_look_that_is_under_way() throws Exception {
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean isSecond = new AtomicBoolean();
        YamlMapping.Reader<String> slow = root -> {
            var word = root.text("word");
            if (isSecond.getAndSet(true)) {
                underWay.countDown();
                awaitQuietly(goOn);
            }
            return word::get;
        };
        try (ExecutorService threads = Executors.newCachedThreadPool();
                var watched = new WatchedFile<>(file, slow, Map.of())) {
            Files.writeString(file, "word: two\n");
            Future<?> look = threads.submit(() -> look(watched));
            underWay.await();
            Future<?> end = threads.submit(watched::close);
            try {
                await().atMost(Duration.ofMinutes(1)).until(end::isDone);
                assertThat(look).isNotDone();
            } finally {
                goOn.countDown();
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_broken_change_keeps_the_last_good_value_until_it_is_repaired() throws Exception {
        try (var watched = open()) {
            Files.writeString(file, "wrod: two\n");
            look(watched);

            assertThat(watched.value()).isEqualTo("one/none");
            assertThat(watched.problem().orElseThrow())
                    .contains("sign.yaml line 1: word: is missing")
                    .contains("wrod: there is no such field; the fields here are word, key");

            Files.writeString(file, "word: one\n");
            look(watched);
            assertThat(watched.problem()).isEmpty();
        }
    }

    @Test
    void a_file_that_vanishes_keeps_the_last_good_value() throws Exception {
        try (var watched = open()) {
            Files.delete(file);
            look(watched);

            assertThat(watched.value()).isEqualTo("one/none");
            assertThat(watched.problem().orElseThrow()).endsWith("can't be read: there is no such file");

            Files.writeString(file, "word: back\n");
            look(watched);
            assertThat(watched.value()).isEqualTo("back/none");
            assertThat(watched.problem()).isEmpty();
        }
    }

    @Test
    void a_change_of_the_same_size_and_time_is_seen() throws Exception {
        try (var watched = open()) {
            FileTime time = Files.getLastModifiedTime(file);
            Files.writeString(file, "word: uno\n");
            Files.setLastModifiedTime(file, time);
            look(watched);

            assertThat(watched.value()).isEqualTo("uno/none");
        }
    }

    @Test
    void an_atomic_rename_is_seen() throws Exception {
        try (var watched = open()) {
            Path fresh = Files.writeString(folder.resolve("sign.yaml.new"), "word: renamed\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            look(watched);

            assertThat(watched.value()).isEqualTo("renamed/none");
        }
    }

    @Test
    void the_symlinks_that_kubernetes_swaps_are_followed() throws Exception {
        Files.delete(file);
        Files.createDirectory(folder.resolve("..v1"));
        Files.createDirectory(folder.resolve("..v2"));
        Files.writeString(folder.resolve("..v1/sign.yaml"), "word: v1\n");
        Files.writeString(folder.resolve("..v2/sign.yaml"), "word: v2\n");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..v1"));
        Files.createSymbolicLink(file, Path.of("..data/sign.yaml"));
        try (var watched = open()) {
            assertThat(watched.value()).isEqualTo("v1/none");

            Path swap = Files.createSymbolicLink(folder.resolve("..swap"), Path.of("..v2"));
            Files.move(swap, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            look(watched);

            assertThat(watched.value()).isEqualTo("v2/none");
        }
    }

    @Test
    void a_secret_that_changes_in_its_own_file_is_read_again() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "old\n");
        Files.writeString(file, "word: one\nkey: ${file:%s}\n".formatted(key));
        try (var watched = open()) {
            assertThat(watched.value()).isEqualTo("one/old");

            Files.delete(key);
            look(watched);
            assertThat(watched.value()).isEqualTo("one/old");
            assertThat(watched.problem().orElseThrow()).contains("line 2: key: the file " + key + " can't be read");

            Files.writeString(key, "new\n");
            look(watched);
            assertThat(watched.value()).isEqualTo("one/new");
            assertThat(watched.problem()).isEmpty();
        }
    }

    @Test
    void watching_keeps_up_by_itself() throws Exception {
        try (var watched = open()) {
            watched.watch();
            Files.writeString(file, "word: two\n");

            await().until(watched::value, "two/none"::equals);
        }
    }

    private WatchedFile<String> open() throws InvalidFileException {
        return new WatchedFile<>(file, SIGN, Map.of());
    }

    /** Two looks: the first notices a change, the second takes it. */
    private static void look(WatchedFile<?> watched) {
        watched.check();
        watched.check();
    }
}
