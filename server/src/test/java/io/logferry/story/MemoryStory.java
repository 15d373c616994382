package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.store.s3.S3Server;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log of any length passes through a server of 96 MiB. */
class MemoryStory {
    private static final long MIB = 1 << 20;

    /** The heap is there from the start, so what grows is what an export needs beyond it. */
    private static final List<String> SMALL = List.of("-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch");

    private static final long MAY_GROW = 64 * MIB;

    @TempDir
    private Path folder;

    private Fleet fleet;
    private Fleet.Instance warmUp;

    @BeforeEach
    void prepare() throws IOException {
        fleet = new Fleet(folder);
        warmUp = instance("warm_up", 64 * MIB);
    }

    @AfterEach
    void giveTheDiskBack() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path log : files.filter(file -> file.endsWith("big.log")).toList()) {
                Files.delete(log);
            }
        }
    }

    @Test
    void an_export_of_four_gibibytes_needs_no_more_memory_than_a_small_one() throws IOException {
        assumeRoomFor(4096 * MIB);
        assertExported(4096 * MIB, Map.of());
    }

    @Test
    void an_upload_of_three_gibibytes_needs_no_more_memory_than_a_small_one() throws IOException {
        assumeRoomFor(3072 * MIB);
        assertExportedToS3(3072 * MIB);
    }

    /** An object store keeps the parts until it has made the file of them. */
    private void assumeRoomFor(long bytes) throws IOException {
        assumeThat(Files.getFileStore(folder).getUsableSpace())
                .as("free space below %s", folder)
                .isGreaterThan(4 * bytes);
    }

    private void assertExportedToS3(long bytes) throws IOException {
        try (S3Server s3 = S3Server.start(Files.createDirectories(folder.resolve("s3")))) {
            assertExported(bytes, s3.settings());
        }
    }

    private void assertExported(long bytes, Map<String, String> storeSettings) throws IOException {
        Fleet.Instance big = instance("big", bytes);
        Map<String, String> settings = new HashMap<>(fleet.write().settings());
        settings.putAll(storeSettings);
        try (RunningServer server = RunningServer.on(folder.resolve("home"), settings, SMALL)) {
            Api caller = Api.of(server, fleet);
            Links.sha256(link(caller.finished(warmUp.id())));
            long peakBefore = peakMemory(server.process().pid());

            JsonNode answer = caller.finished(big.id());
            String wanted = Links.sha256(Files.newInputStream(logOf(big)));
            JsonNode file = answer.get("list").get(0);
            assertThat(file.get("file_size").textValue()).isEqualTo(String.valueOf(bytes));
            assertThat(file.get("file_sha256").textValue()).isEqualTo(wanted);
            assertThat(Links.sha256(link(answer))).isEqualTo(wanted);

            assertThat(peakMemory(server.process().pid()) - peakBefore).isLessThan(MAY_GROW);
            assertThat(server.process().output()).doesNotContain("OutOfMemoryError");
        }
    }

    private static String link(JsonNode answer) {
        return answer.get("list").get(0).get("file_link").textValue();
    }

    /** The file has holes, so it takes little of the disk; here and there is a line, so that no part of it is like another. */
    private Fleet.Instance instance(String name, long bytes) throws IOException {
        Path log = Files.createDirectories(folder.resolve("log_of_" + name)).resolve("big.log");
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(bytes);
            for (long at = 0; at < bytes; at += 16 * MIB - 7) {
                file.seek(at);
                file.write(("LOG:  " + at + "\n").getBytes(StandardCharsets.UTF_8));
            }
            file.seek(bytes - 1);
            file.write('\n');
        }
        Fleet.Node node =
                Fleet.Node.sql("master", SharedServer.get().node().postgres()).withLogIn(log.getParent());
        return fleet.add(Fleet.Instance.of(name, node));
    }

    private Path logOf(Fleet.Instance instance) {
        return folder.resolve("log_of_" + instance.name()).resolve("big.log");
    }

    /** In bytes: the most of the machine's memory that the process has had. */
    private static long peakMemory(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
            String peak =
                    lines.filter(line -> line.startsWith("VmHWM:")).findFirst().orElseThrow();
            return Long.parseLong(peak.replaceAll("[^0-9]", "")) * 1024;
        }
    }
}
