package io.logferry.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logferry.id.NodeId;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeRole;
import io.logferry.record.LogFormat;
import io.logferry.source.LogSourceException.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLogSourceTest {
    @TempDir
    private Path folder;

    private final LogSource source = new NodeLogSource(SourceLimits.NONE, InstantSource.system());
    private final CollectingSink sink = new CollectingSink();

    @Test
    void plain_and_packed_files_come_as_they_were_written() throws Exception {
        byte[] hostile = HostileLog.bytes();
        write("a.log.3.gz", GzipFiles.pack("oldest\n".getBytes(StandardCharsets.UTF_8)), 500);
        write("a.log.2.gz", twoMembers(hostile), 400);
        write("a.log.1", "no line feed".getBytes(StandardCharsets.UTF_8), 300);
        write("a.log", "whole\ntorn".getBytes(StandardCharsets.UTF_8), 200);
        write("b.log", hostile, 100);

        LogReading reading = source.copyTo(node("a.log*"), sink);

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
    void a_file_that_can_not_be_unpacked_is_left_out_and_told() throws Exception {
        write("a.log.2.xz", HostileLog.bytes(), 300);
        write("a.log", "a\n".getBytes(StandardCharsets.UTF_8), 200);
        write("notes.xz", new byte[9], 100);
        LogReading reading = source.copyTo(node("a.log*"), sink);
        assertThat(sink.bytes()).asString().isEqualTo("a\n");
        assertThat(reading.notes())
                .contains("node orders_node0: a.log.2.xz is not contained, because only what gzip packed is unpacked:"
                        + " have logrotate use gzip there")
                .noneMatch(note -> note.contains("notes.xz"));
    }

    @Test
    void looking_for_the_cut_of_a_csv_file_is_not_faster_than_allowed_either() throws Exception {
        byte[] csv = "1,\"a\nb\"\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        write("a.csv", csv, 100);
        AtomicLong longestWait = new AtomicLong();
        Pause pause = nanos -> longestWait.accumulateAndGet(nanos, Math::max);
        SourceLimits limits = new SourceLimits(Optional.empty(), OptionalLong.of(1));
        new NodeLogSource(limits, InstantSource.system(), pause, CopyObserver.NONE).copyTo(node("*.csv"), sink);
        assertThat(sink.bytes()).isEqualTo(csv);
        // nobody really waits, so the last wait makes up for all bytes: those for the cut, and those of the copy
        assertThat(Duration.ofNanos(longestWait.get())).isGreaterThan(Duration.ofSeconds(csv.length * 3L / 2));
    }

    @Test
    void a_symbolic_link_is_not_followed_and_told() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "secret\n");
        Files.createSymbolicLink(folder.resolve("b.log"), secret);
        Files.createDirectory(folder.resolve("c.log"));
        write("a.log", "a\n".getBytes(StandardCharsets.UTF_8), 0);
        LogReading reading = source.copyTo(node(""), sink);
        assertThat(sink.bytes()).asString().isEqualTo("a\n");
        assertThat(reading.notes()).contains("node orders_node0: b.log is a symbolic link, so it was not read");
    }

    @Test
    void a_file_that_becomes_a_symbolic_link_is_not_followed_either() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "secret\n");
        write("a.log", "a\n".getBytes(StandardCharsets.UTF_8), 100);
        write("b.log", "b\n".getBytes(StandardCharsets.UTF_8), 0);
        CopyObserver swap = (moment, file) -> {
            if (moment == CopyObserver.Moment.FILE_NEXT && file.equals("a.log")) {
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
                () -> new NodeLogSource(SourceLimits.NONE, InstantSource.system(), Pause.SLEEP, swap)
                        .copyTo(node(""), sink));
        assertThat(failure).isNotNull();
        assertThat(sink.bytes()).asString().doesNotContain("secret");
    }

    @Test
    void without_a_server_the_format_is_the_first_that_is_there() throws Exception {
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
    void a_server_that_can_be_asked_decides_the_format_also_when_it_is_down_later() throws Exception {
        LogServer server = LogServer.start(
                folder.resolve("server"), Map.of("log_destination", "csvlog", "log_line_prefix", "%m "));
        NodeAddress address = server.superuserNode(Optional.empty()).address().orElseThrow();
        Path log = Files.createDirectory(folder.resolve("log"));
        Files.writeString(log.resolve("a.log"), "the collector's first words\n");
        Files.writeString(log.resolve("a.csv"), "1,\"a\nb\"\n2,\"torn\n");
        Node node = node(Optional.of(address), log.toString());

        source.copyTo(node, sink);
        assertThat(sink.bytes()).asString().isEqualTo("1,\"a\nb\"\n");
        assertThat(sink.outline().linePrefix()).isEqualTo("%m ");
        server.close();
        source.copyTo(node, sink);
        assertThat(sink.bytes()).asString().isEqualTo("1,\"a\nb\"\n");
        source.probe(node);
    }

    @Test
    void much_that_is_left_out_for_want_of_an_end_is_told() throws Exception {
        String torn = "1,\"torn by a crash\n";
        write("a.csv", (torn + "2,\"whole\"\n".repeat(200_000)).getBytes(StandardCharsets.UTF_8), 0);
        LogReading reading = source.copyTo(node("*.csv"), sink);
        assertThat(reading.notes())
                .anyMatch(
                        note -> note.matches("node orders_node0: the last \\d{7} bytes of a.csv are not contained.*"));
        write("a.csv", torn.getBytes(StandardCharsets.UTF_8), 0);
        assertThat(source.copyTo(node("*.csv"), sink).notes()).noneMatch(note -> note.contains("not contained"));
    }

    @Test
    void a_folder_without_a_log_is_told() {
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
