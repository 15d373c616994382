package io.logferry.source.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logferry.instance.Node;
import io.logferry.record.BackwardBytes;
import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.source.Ages;
import io.logferry.source.GrantsScript;
import io.logferry.source.GzipFiles;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.OneServer;
import io.logferry.source.RecentFiles;
import io.logferry.source.node.NodeLogSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Searches a log from its end, on a real server, with the least privileged login. */
class BrowseTest extends OneServer {
    private static Node reader;

    private record Seen(LogDialect dialect, List<String> files, boolean leftOut) {}

    @BeforeAll
    static void start() throws Exception {
        startServer(Map.of("log_line_prefix", "%m [%p] ", "log_timezone", "Europe/Berlin"));
        reader = server.node("reader", server.login("reader"), Optional.empty());
        GrantsScript.run(server, "reader");
    }

    @BeforeEach
    void remove_files_of_other_tests() throws Exception {
        removeOlderFiles();
        server.say("a new test");
    }

    @Test
    void the_newest_file_comes_first_and_is_cut_after_its_last_line() throws Exception {
        server.older("postgresql-2026-01-01_000000.log", "first\n".getBytes(UTF_8), 400);
        server.older("postgresql-2026-01-02_000000.log", "second, and no line feed".getBytes(UTF_8), 300);
        Path written = server.written("stderr");
        String whole = Files.readString(written);
        Files.writeString(written, "torn", StandardOpenOption.APPEND);

        Seen seen = browse(Instant.EPOCH);

        assertThat(seen.files()).containsExactly(whole, "second, and no line feed", "first\n");
        assertThat(seen.dialect()).isEqualTo(new LogDialect(LogFormat.STDERR, "%m [%p] ", "Europe/Berlin"));
        assertThat(seen.leftOut()).isFalse();
        Files.writeString(written, "\n", StandardOpenOption.APPEND);
    }

    @Test
    void files_that_were_last_written_before_the_range_are_left_out() throws Exception {
        server.older("postgresql-2026-01-01_000000.log", "long ago\n".getBytes(UTF_8), 90_000);
        server.older("postgresql-2026-01-02_000000.log", "shortly before\n".getBytes(UTF_8), 60);
        Seen seen = browse(Instant.now());
        assertThat(seen.files()).hasSize(2).last().isEqualTo("shortly before\n");
        assertThat(seen.leftOut()).isFalse();
    }

    @Test
    void packed_files_are_unpacked() throws Exception {
        server.older("postgresql-2026-01-01_000000.log.1", "first\n".getBytes(UTF_8), 400);
        server.older("postgresql-2026-01-01_000000.log.2.gz", GzipFiles.pack("packed\n".getBytes(UTF_8)), 500);
        Seen seen = browse(Instant.EPOCH);
        assertThat(seen.files()).hasSize(3).endsWith("first\n", "packed\n");
        assertThat(seen.leftOut()).isFalse();
    }

    @Test
    void a_file_that_is_too_large_to_unpack_is_left_out_and_reported() throws Exception {
        server.older("postgresql-2026-01-01_000000.log", "first\n".getBytes(UTF_8), 500);
        Path large = server.logFolder().resolve("postgresql-2026-01-01_000000.log.1.gz");
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(large))) {
            byte[] lines = "line\n".repeat(200_000).getBytes(UTF_8);
            for (long size = 0; size <= NewestFirst.UNPACKED_AT_MOST; size += lines.length) {
                packed.write(lines);
            }
        }
        // a second member: the length at the file's end is only that of the last member
        Files.write(large, GzipFiles.pack("end\n".getBytes(UTF_8)), StandardOpenOption.APPEND);
        Ages.set(large, 400);
        Seen seen = browse(Instant.EPOCH);
        assertThat(seen.files()).hasSize(2).endsWith("first\n");
        assertThat(seen.leftOut()).isTrue();
    }

    @Test
    void files_that_can_not_be_unpacked_or_are_too_old_are_reported_when_the_search_reaches_them() throws Exception {
        server.older("postgresql-2026-01-03_000000.log", "third\n".getBytes(UTF_8), 300);
        server.older("postgresql-2026-01-02_000000.log.1.xz", "packed".getBytes(UTF_8), 400);
        server.older("postgresql-2026-01-01_000000.log", "first\n".getBytes(UTF_8), 100_000);
        Node superuser = node();
        List<Boolean> leftOut = source.browse(superuser, Instant.EPOCH, BrowseTest::leftOut);
        assertThat(leftOut)
                .as("of the file being written, the third, the first, the end")
                .containsExactly(false, false, true, true);
        Instant afterIt = Instant.now().minusSeconds(350).plus(Duration.ofHours(1));
        assertThat(source.browse(superuser, afterIt, BrowseTest::look).leftOut())
                .as("it was written before the range")
                .isFalse();

        Files.delete(server.logFolder().resolve("postgresql-2026-01-02_000000.log.1.xz"));
        assertThat(browse(Instant.EPOCH).leftOut()).isFalse();
        LogSource.Limits ofAnHour = new LogSource.Limits(Optional.of(Duration.ofHours(1)), OptionalLong.empty());
        Seen ofLate =
                new NodeLogSource(ofAnHour, InstantSource.system()).browse(reader, Instant.EPOCH, BrowseTest::look);
        assertThat(ofLate.files()).hasSize(2).endsWith("third\n");
        assertThat(ofLate.leftOut()).isTrue();
    }

    private static List<Boolean> leftOut(RecentFiles log) throws IOException {
        List<Boolean> leftOut = new ArrayList<>();
        boolean more = true;
        while (more) {
            more = log.nextOlder().isPresent();
            leftOut.add(log.leftOut());
        }
        return leftOut;
    }

    @Test
    void a_damaged_file_is_left_out_and_reported() throws Exception {
        server.older("postgresql-2026-01-01_000000.log", "first\n".getBytes(UTF_8), 500);
        server.older("postgresql-2026-01-02_000000.log.1.gz", "no gzip".getBytes(UTF_8), 400);
        Seen seen = browse(Instant.EPOCH);
        assertThat(seen.files()).hasSize(2).endsWith("first\n");
        assertThat(seen.leftOut()).isTrue();
    }

    @Test
    void lines_that_copytruncate_is_copying_appear_once() throws Exception {
        byte[] lines = "line\n".repeat(5_000).getBytes(UTF_8);
        Path original = server.older("postgresql-2026-01-01_000000.log", lines, 300);
        Files.write(original.resolveSibling(original.getFileName() + ".1"), lines);
        Ages.set(original.resolveSibling(original.getFileName() + ".1"), 301);
        assertThat(browse(Instant.EPOCH).files()).hasSize(2);
    }

    @Test
    void a_log_that_changes_during_a_search_is_searched_again() throws Exception {
        Path older = server.older(
                "postgresql-2026-01-01_000000.log", "line\n".repeat(5_000).getBytes(UTF_8), 300);
        AtomicInteger times = new AtomicInteger();
        Seen seen = source.browse(reader, Instant.EPOCH, log -> {
            Seen found = look(log);
            if (times.getAndIncrement() == 0) {
                Files.writeString(older, "reused\n");
            }
            return found;
        });
        assertThat(times).hasValue(2);
        assertThat(seen.files()).hasSize(2).contains("reused\n");
    }

    @Test
    void a_file_that_shrinks_while_it_is_read_is_read_again() throws Exception {
        Path older = server.older(
                "postgresql-2026-01-01_000000.log", "line\n".repeat(5_000).getBytes(UTF_8), 300);
        AtomicInteger times = new AtomicInteger();
        Seen seen = source.browse(reader, Instant.EPOCH, log -> {
            log.nextOlder();
            BackwardBytes second = log.nextOlder().orElseThrow();
            if (times.getAndIncrement() == 0) {
                Files.writeString(older, "reused\n");
            }
            return new Seen(log.dialect(), List.of(text(second)), log.leftOut());
        });
        assertThat(times).hasValue(2);
        assertThat(seen.files()).containsExactly("reused\n");
    }

    @Test
    void a_log_that_changes_each_time_fails() throws Exception {
        Path older = server.older("postgresql-2026-01-01_000000.log", "line\n".getBytes(UTF_8), 300);
        AtomicInteger times = new AtomicInteger();
        LogSourceException failure = catchThrowableOfType(
                LogSourceException.class,
                () -> source.browse(reader, Instant.EPOCH, log -> {
                    Seen found = look(log);
                    Files.writeString(older, "line\n".repeat(times.incrementAndGet() + 1));
                    return found;
                }));
        assertThat(failure.fault()).isEqualTo(Fault.CHANGED);
        assertThat(times).hasValue(4);
    }

    @Test
    void the_end_of_a_huge_file_is_read_where_it_is() throws Exception {
        Path huge = server.older("postgresql-2026-01-01_000000.log", new byte[0], 0);
        long size = 10L << 30;
        try (FileChannel channel = FileChannel.open(huge, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap("the end\n".getBytes(UTF_8)), size - 8);
        }
        Ages.set(huge, 100);
        String end = source.browse(reader, Instant.EPOCH, log -> {
            log.nextOlder();
            BackwardBytes bytes = log.nextOlder().orElseThrow();
            assertThat(bytes.size()).isEqualTo(size);
            return new String(bytes.read(size - 8, 8), UTF_8);
        });
        assertThat(end).isEqualTo("the end\n");
    }

    private Seen browse(Instant since) throws Exception {
        return source.browse(reader, since, BrowseTest::look);
    }

    private static Seen look(RecentFiles log) throws IOException {
        List<String> files = new ArrayList<>();
        for (Optional<BackwardBytes> file = log.nextOlder(); file.isPresent(); file = log.nextOlder()) {
            files.add(text(file.get()));
        }
        return new Seen(log.dialect(), files, log.leftOut());
    }

    private static String text(BackwardBytes file) throws IOException {
        return new String(file.read(0, (int) file.size()), UTF_8);
    }
}
