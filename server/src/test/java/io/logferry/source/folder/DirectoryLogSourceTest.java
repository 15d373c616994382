package io.logferry.source.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.logferry.id.NodeId;
import io.logferry.instance.LogLocation;
import io.logferry.instance.LogPath;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeRole;
import io.logferry.record.LogFormat;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.Ages;
import io.logferry.source.CollectingSink;
import io.logferry.source.GzipFiles;
import io.logferry.source.HostileLog;
import io.logferry.source.LogServer;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.NamedPipe;
import io.logferry.source.copy.LogCopy;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder.LogFile;
import io.logferry.source.listing.ServerSettings;
import io.logferry.source.node.NodeLogSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryLogSourceTest {
    @TempDir
    private Path folder;

    private final LogSource source = new NodeLogSource(LogSource.Limits.NONE, InstantSource.system());
    private final CollectingSink sink = new CollectingSink();

    @Test
    void plain_and_packed_files_are_copied_as_they_were_written() throws Exception {
        byte[] hostile = HostileLog.bytes();
        write("a.log.3.gz", GzipFiles.pack("oldest\n".getBytes(StandardCharsets.UTF_8)), 500);
        write("a.log.2.gz", twoMembers(hostile), 400);
        write("a.log.1", "no line feed".getBytes(StandardCharsets.UTF_8), 300);
        write("a.log", "whole\ntorn".getBytes(StandardCharsets.UTF_8), 200);
        write("b.log", hostile, 100);

        LogSource.Reading reading = source.copyTo(node("a.log*"), sink);

        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes("oldest\n".getBytes(StandardCharsets.UTF_8));
        expected.writeBytes(hostile);
        expected.writeBytes(hostile);
        expected.writeBytes("no line feedwhole\n".getBytes(StandardCharsets.UTF_8));
        assertThat(sink.bytes()).isEqualTo(expected.toByteArray());
        assertThat(reading.bytes()).isEqualTo(sink.bytes().length);
        assertThat(reading.notes())
                .containsExactly("node orders_node0: the log was taken in the format stderr (PostgreSQL could not be"
                        + " asked for log_destination)");
    }

    @Test
    void a_packed_file_that_is_cut_short_or_damaged_fails() throws Exception {
        byte[] packed = GzipFiles.pack(HostileLog.bytes());
        byte[] damaged = packed.clone();
        damaged[packed.length / 2] ^= 0x55;
        byte[] garbage = Arrays.copyOf(packed, packed.length + 20);
        Arrays.fill(garbage, packed.length, garbage.length, (byte) 'x');
        for (byte[] content :
                new byte[][] {Arrays.copyOf(packed, packed.length - 5), damaged, garbage, {1, 2, 3, 4, 5}}) {
            write("a.log.1.gz", content, 300);
            write("a.log", new byte[0], 200);
            LogSourceException failure = failure(node("a.log*"));
            assertThat(failure.fault()).isEqualTo(Fault.FAILED);
            assertThat(failure).hasMessageContaining("orders_node0").hasMessageContaining("a.log.1.gz is damaged");
        }
    }

    @Test
    void a_file_that_can_not_be_unpacked_is_left_out_and_reported() throws Exception {
        write("a.log.2.xz", HostileLog.bytes(), 300);
        write("a.log", "a\n".getBytes(StandardCharsets.UTF_8), 200);
        write("notes.xz", new byte[9], 100);
        LogSource.Reading reading = source.copyTo(node("a.log*"), sink);
        assertThat(sink.bytes()).asString().isEqualTo("a\n");
        assertThat(reading.notes())
                .contains("node orders_node0: a.log.2.xz is missing, because Logferry can unpack only"
                        + " gzip: configure logrotate to use gzip there")
                .noneMatch(note -> note.contains("notes.xz"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.log.1", "a.log.2.gz", "a.log-20260101", "a.log.gz", "a.log-20260101.xz", "a.log.2.bz2"})
    void a_rotated_file_that_the_path_does_not_match_is_noted(String rotated) throws Exception {
        write(rotated, GzipFiles.pack("old\n".getBytes(StandardCharsets.UTF_8)), 300);
        write("other.log.bak", new byte[9], 300);
        write("other.txt.1", new byte[9], 300);
        write("a.log", "a\n".getBytes(StandardCharsets.UTF_8), 200);
        for (String path : List.of("", "a.log", "*.log")) {
            LogSource.Reading reading = source.copyTo(node(path), sink);
            assertThat(sink.bytes()).asString().isEqualTo("a\n");
            assertThat(reading.notes())
                    .contains("node orders_node0: the rotated log file " + rotated + " is missing, because the path"
                            + " of its log in the inventory does not match it: to include rotated files, let the path end"
                            + " with a.log*")
                    .noneMatch(note -> note.contains("other"));
        }
        boolean leftOut = source.browse(node(""), Instant.EPOCH, log -> {
            while (log.nextOlder().isPresent()) {}
            return log.leftOut();
        });
        assertThat(leftOut).isTrue();
    }

    @Test
    void the_rate_limit_holds_while_the_cut_of_a_csv_file_is_searched() throws Exception {
        byte[] csv = "1,\"a\nb\"\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        write("a.csv", csv, 100);
        AtomicLong longestWait = new AtomicLong();
        Pause pause = nanos -> longestWait.accumulateAndGet(nanos, Math::max);
        LogSource.Limits limits = new LogSource.Limits(Optional.empty(), OptionalLong.of(1));
        new NodeLogSource(limits, InstantSource.system(), pause, LogCopy.Observer.NONE).copyTo(node("*.csv"), sink);
        assertThat(sink.bytes()).isEqualTo(csv);
        // the pause doesn't really wait, so the last wait is for all bytes: those read for the cut, and those copied
        assertThat(Duration.ofNanos(longestWait.get())).isGreaterThan(Duration.ofSeconds(csv.length * 3L / 2));
    }

    @Test
    void a_symbolic_link_is_reported_and_not_followed() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "secret\n");
        Files.createSymbolicLink(folder.resolve("b.log"), secret);
        Files.createDirectory(folder.resolve("c.log"));
        write("a.log", "a\n".getBytes(StandardCharsets.UTF_8), 0);
        LogSource.Reading reading = source.copyTo(node(""), sink);
        assertThat(sink.bytes()).asString().isEqualTo("a\n");
        assertThat(reading.notes()).contains("node orders_node0: b.log is a symbolic link, so it was not read");
    }

    @Test
    void a_pipe_that_the_server_does_not_write_into_is_reported_and_not_opened() throws Exception {
        NamedPipe.make(folder.resolve("b.log"));
        write("a.log", "a\n".getBytes(StandardCharsets.UTF_8), -100);
        LogSource.Reading reading = source.copyTo(node(""), sink);
        assertThat(sink.bytes()).asString().isEqualTo("a\n");
        assertThat(reading.notes()).contains("node orders_node0: b.log is a named pipe, so it was not read");
    }

    @Test
    void a_log_whose_newest_file_is_not_a_regular_file_is_a_fault() throws Exception {
        write("a.log.1", "a\n".getBytes(StandardCharsets.UTF_8), 100);
        Path log = folder.resolve("a.log");
        Path elsewhere = Files.writeString(folder.resolve("elsewhere.txt"), "a\n");
        for (Making making : new Making[] {
            () -> NamedPipe.make(log),
            () -> Files.createSymbolicLink(log, elsewhere),
            () -> Files.createSymbolicLink(log, Path.of("nowhere")),
            () -> Files.createSymbolicLink(log, Path.of("/dev/null")),
            () -> ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    .bind(UnixDomainSocketAddress.of(log))
                    .close()
        }) {
            making.make();
            for (String name : new String[] {"a.log*", "", "a.log"}) {
                LogSourceException failure = failure(node(name));
                assertThat(failure)
                        .as("%s", Files.readAttributes(log, "unix:mode", LinkOption.NOFOLLOW_LINKS))
                        .isNotNull();
                assertThat(failure.fault()).isEqualTo(Fault.NO_LOG);
                assertThat(failure).hasMessageMatching(".*/?a\\.log.*(only a regular file|is a symbolic link).*");
            }
            Files.delete(log);
        }
    }

    private interface Making {
        void make() throws Exception;
    }

    @Test
    void a_link_to_a_file_beside_it_hides_nothing() throws Exception {
        write("a.log", "a\n".getBytes(StandardCharsets.UTF_8), 100);
        Path link = folder.resolve("current.log");
        for (Path target : new Path[] {
            Path.of("a.log"),
            Path.of("./a.log"),
            Path.of("../" + folder.getFileName() + "/a.log"),
            folder.resolve("a.log"),
            folder.resolve("./a.log")
        }) {
            Files.createSymbolicLink(link, target);
            CollectingSink own = new CollectingSink();
            LogSource.Reading reading = source.copyTo(node(""), own);
            assertThat(own.bytes()).as("%s", target).asString().isEqualTo("a\n");
            assertThat(reading.notes()).as("%s", target).noneMatch(note -> note.contains("current.log"));
            Files.delete(link);
        }
    }

    @Test
    void a_link_to_a_file_of_the_same_name_elsewhere_is_not_taken_for_a_link_to_the_file_beside_it() throws Exception {
        write("a.log", "a\n".getBytes(StandardCharsets.UTF_8), 100);
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("a.log"), "b\n");
        Files.createSymbolicLink(folder.resolve("current.log"), elsewhere.resolve("a.log"));
        assertThat(failure(node("")).fault()).isEqualTo(Fault.NO_LOG);
    }

    @Test
    void an_empty_regular_file_is_an_empty_log() throws Exception {
        write("a.log", new byte[0], 0);
        assertThat(source.copyTo(node("a.log"), sink).bytes()).isZero();
    }

    @Test
    void no_part_of_the_path_may_be_a_symbolic_link() throws Exception {
        Path theirs = Files.createDirectories(folder.resolve("theirs/log"));
        Files.writeString(theirs.resolve("a.log"), "secret\n");
        Path mine = Files.createDirectories(folder.resolve("mine"));
        Files.createSymbolicLink(mine.resolve("log"), theirs);
        Files.createSymbolicLink(folder.resolve("home"), folder.resolve("theirs"));
        for (String name : new String[] {"mine/log", "mine/log/", "mine/log/*.log", "mine/log/a.log", "home/log"}) {
            LogSourceException failure = failure(node(name));
            assertThat(failure).as(name).isNotNull();
            assertThat(failure.fault()).isEqualTo(Fault.NO_LOG);
            assertThat(failure).hasMessageContaining("is a symbolic link");
        }
        assertThat(sink.bytes()).isEmpty();
    }

    /** Somebody exchanges the two as fast as possible: no moment is left between a check and an open. */
    @Test
    void a_pipe_that_is_exchanged_for_a_file_at_any_moment_is_never_waited_for() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "a\n");
        Path pipe = NamedPipe.make(folder.resolve("pipe"));
        Path log = folder.resolve("a.log");
        Files.createLink(log, file);
        AtomicBoolean over = new AtomicBoolean();
        Thread exchange = Thread.ofPlatform().daemon().start(() -> {
            for (int i = 0; !over.get(); i++) {
                try {
                    Path next = Files.createLink(folder.resolve("next"), i % 2 == 0 ? pipe : file);
                    Files.move(next, log, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        AtomicInteger read = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        LogFiles files = new DirectoryLogFiles(
                node(""), LogPath.of(folder + "/*.log"), Optional.empty(), new ServerSettings.Lines("", ""));
        LogFile listed = new LogFile("a.log", 2, Instant.now());
        Thread.ofPlatform().daemon().start(() -> {
            while (read.get() < 200 || refused.get() < 200) {
                try (LogBytes bytes = files.open(listed, 0, 2)) {
                    assertThat(bytes.hasNext()).isTrue();
                    assertThat(bytes.next()).isEqualTo(ByteBuffer.wrap(new byte[] {'a', '\n'}));
                    read.incrementAndGet();
                } catch (LogSourceException e) {
                    refused.incrementAndGet();
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        await().atMost(Duration.ofMinutes(2)).until(() -> read.get() >= 200 && refused.get() >= 200);
        over.set(true);
        exchange.join();
    }

    @Test
    void a_file_that_becomes_a_symbolic_link_is_not_followed_either() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "secret\n");
        write("a.log", "a\n".getBytes(StandardCharsets.UTF_8), 100);
        write("b.log", "b\n".getBytes(StandardCharsets.UTF_8), 0);
        LogCopy.Observer swap = (moment, file) -> {
            if (moment == LogCopy.Moment.FILE_NEXT && file.equals("a.log")) {
                try {
                    Files.delete(folder.resolve("a.log"));
                    Files.createSymbolicLink(folder.resolve("a.log"), secret);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        };
        LogSourceException failure = catchThrowableOfType(
                LogSourceException.class,
                () -> new NodeLogSource(LogSource.Limits.NONE, InstantSource.system(), Pause.SLEEP, swap)
                        .copyTo(node(""), sink));
        assertThat(failure).isNotNull();
        assertThat(sink.bytes()).asString().doesNotContain("secret");
    }

    @Test
    void without_a_server_the_format_is_the_first_that_has_files() throws Exception {
        write("a.json", "{}\n".getBytes(StandardCharsets.UTF_8), 0);
        assertThat(source.copyTo(node(""), sink).format()).isEqualTo(LogFormat.JSONLOG);
        write("a.csv", "1,\"x\n".getBytes(StandardCharsets.UTF_8), 0);
        assertThat(source.copyTo(node(""), sink).format()).isEqualTo(LogFormat.CSVLOG);
        assertThat(sink.bytes()).isEmpty();
        write("a.log", "l\n".getBytes(StandardCharsets.UTF_8), 0);
        assertThat(source.copyTo(node(""), sink).format()).isEqualTo(LogFormat.STDERR);
        assertThat(sink.bytes()).asString().isEqualTo("l\n");
    }

    @Test
    void the_server_s_settings_decide_the_format_even_if_it_is_down_later() throws Exception {
        LogServer server = LogServer.start(
                folder.resolve("server"), Map.of("log_destination", "csvlog", "log_line_prefix", "%m "));
        NodeAddress address = server.superuserNode(Optional.empty()).address().orElseThrow();
        Path log = Files.createDirectory(folder.resolve("log"));
        Files.writeString(log.resolve("a.log"), "the collector's first words\n");
        Files.writeString(log.resolve("a.csv"), "1,\"a\nb\"\n2,\"torn\n");
        Node node = node(Optional.of(address), log.toString());

        source.copyTo(node, sink);
        assertThat(sink.bytes()).asString().isEqualTo("1,\"a\nb\"\n");
        assertThat(sink.dialect().linePrefix()).isEqualTo("%m ");
        server.close();
        source.copyTo(node, sink);
        assertThat(sink.bytes()).asString().isEqualTo("1,\"a\nb\"\n");
        source.probe(node);
    }

    @Test
    void a_note_says_that_a_long_record_without_an_end_is_left_out() throws Exception {
        String torn = "1,\"torn by a crash\n";
        write("a.csv", (torn + "2,\"whole\"\n".repeat(200_000)).getBytes(StandardCharsets.UTF_8), 0);
        LogSource.Reading reading = source.copyTo(node("*.csv"), sink);
        assertThat(reading.notes())
                .anyMatch(note -> note.matches("node orders_node0: the last \\d{7} bytes of a.csv are missing.*"));
        write("a.csv", torn.getBytes(StandardCharsets.UTF_8), 0);
        assertThat(source.copyTo(node("*.csv"), sink).notes()).noneMatch(note -> note.contains("missing"));
    }

    @Test
    void a_folder_without_a_log_is_reported() {
        LogSourceException absent = failure(node("nowhere/*.log"));
        assertThat(absent.fault()).isEqualTo(Fault.NO_LOG);
        assertThat(absent).hasMessageContaining("there is no folder").hasMessageContaining("orders_node0");
        LogSourceException empty = failure(node(""));
        assertThat(empty.fault()).isEqualTo(Fault.NO_LOG);
        assertThat(empty).hasMessageContaining("has no log file in");
    }

    private void write(String name, byte[] content, long secondsAgo) throws IOException {
        Files.write(folder.resolve(name), content);
        Ages.set(folder.resolve(name), secondsAgo);
    }

    private static byte[] twoMembers(byte[] content) throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.writeBytes(GzipFiles.pack(content));
        members.writeBytes(GzipFiles.pack(content));
        return members.toByteArray();
    }

    private LogSourceException failure(Node node) {
        return catchThrowableOfType(LogSourceException.class, () -> source.copyTo(node, sink));
    }

    private Node node(String name) {
        return node(Optional.empty(), folder + "/" + name);
    }

    private static Node node(Optional<NodeAddress> address, String path) {
        return new Node(
                new NodeId("06f1c2ad57604ae89e153e4d27f4e4b8no03"),
                "orders_node0",
                NodeRole.MASTER,
                address,
                new LogLocation.Directory(path));
    }
}
