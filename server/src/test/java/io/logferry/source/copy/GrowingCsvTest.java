package io.logferry.source.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.instance.Node;
import io.logferry.record.LogFormat;
import io.logferry.source.EveryPostgres;
import io.logferry.source.LatestInLog;
import io.logferry.source.LoadedCsv;
import io.logferry.source.LogServer;
import io.logferry.source.ReplicatedServers.Role;
import io.logferry.source.ReplicatedServers.Way;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records with many lines and quotes in a csvlog that grows while it is read: the copy is valid csv to its last byte. */
class GrowingCsvTest extends EveryPostgres {
    private static final String LINES = "a \"quoted\", and\n\"\"twice\"\" quoted line\n";

    /** At how many places a record is cut. */
    private static final int CUTS = 12;

    @BeforeEach
    void write_csv() throws Exception {
        for (Role role : Role.values()) {
            servers.write(role, LogFormat.CSVLOG);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_record_that_is_half_in_the_file_is_left_out_until_it_is_whole(Role role) throws Exception {
        LogServer server = servers.server(role);
        Path file = server.written("csvlog");
        Instant before = Instant.now();
        int begin = (int) Files.size(file);
        server.say(LINES.repeat(10));
        server.settle("csvlog");
        byte[] whole = Files.readAllBytes(file);
        int end = new String(whole, ISO_8859_1).lastIndexOf('\n', whole.length - 2) + 1;
        List<Integer> cuts = cuts(whole, begin, end);
        assertThat(cuts).hasSize(CUTS);
        for (int at = 0; at < CUTS; at++) {
            Way way = Way.values()[at * Way.values().length / CUTS];
            Node node = servers.node(role, way, LogFormat.CSVLOG);
            truncate(file, cuts.get(at));
            source.copyTo(node, sink);
            assertThat(sink.bytes())
                    .as(version + " " + way + " cut at " + cuts.get(at))
                    .isEqualTo(Arrays.copyOf(whole, begin));
            assertThat(LatestInLog.of(source, node, before))
                    .noneMatch(record -> record.content().startsWith("a \"quoted\""));
            // the collector appends, so it would continue after the cut
            Files.write(file, Arrays.copyOfRange(whole, cuts.get(at), whole.length), StandardOpenOption.APPEND);
            source.copyTo(node, sink);
            assertThat(sink.bytes()).isEqualTo(whole);
        }
        assertThat(LoadedCsv.records(servers.primary(), Arrays.copyOf(whole, end)))
                .isEqualTo(LoadedCsv.records(servers.primary(), Arrays.copyOf(whole, begin)) + 1);
    }

    /** Places after a line feed or a quote, evenly spread over the record. */
    private static List<Integer> cuts(byte[] log, int begin, int end) {
        List<Integer> all = new ArrayList<>();
        for (int at = begin + 1; at < end; at++) {
            if (log[at - 1] == '\n' || log[at - 1] == '"') {
                all.add(at);
            }
        }
        List<Integer> cuts = new ArrayList<>();
        for (int cut = 0; cut < CUTS; cut++) {
            cuts.add(all.get(cut * (all.size() - 1) / (CUTS - 1)));
        }
        return cuts;
    }

    private static void truncate(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    @ParameterizedTest
    @EnumSource
    void each_export_of_a_growing_log_is_valid_csv_and_has_at_least_the_records_of_the_one_before(Role role)
            throws Exception {
        LogServer server = servers.server(role);
        Node node = servers.node(role, Way.COLLECTOR, LogFormat.CSVLOG);
        List<byte[]> exports = new ArrayList<>();
        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            Future<?> writing = writer.submit(() -> {
                for (int record = 0; record < 30; record++) {
                    server.say(LINES.repeat(400));
                }
                return null;
            });
            do {
                source.copyTo(node, sink);
                exports.add(sink.bytes());
            } while (!writing.isDone());
            writing.get();
        }
        server.settle("csvlog");
        source.copyTo(node, sink);
        exports.add(sink.bytes());
        byte[] whole = Files.readAllBytes(server.written("csvlog"));
        long records = 0;
        for (byte[] export : exports) {
            assertThat(Arrays.mismatch(export, whole)).isIn(-1, export.length);
            long now = LoadedCsv.records(servers.primary(), export);
            assertThat(now).isGreaterThanOrEqualTo(records);
            records = now;
        }
        assertThat(records).isGreaterThan(30);
    }
}
