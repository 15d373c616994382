package io.logferry.source.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.logferry.check.NodeInspection;
import io.logferry.check.NodeInspector;
import io.logferry.instance.Node;
import io.logferry.record.LogRecord;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.CollectingSink;
import io.logferry.source.DebianCluster;
import io.logferry.source.DebianCluster.Rotation;
import io.logferry.source.LatestInLog;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.copy.LogCopy;
import io.logferry.source.copy.LogCopy.Moment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log of a Debian-packaged cluster, while Debian's logrotate rotates it. */
class DebianClusterTest {
    private static final Pattern NUMBERED = Pattern.compile("LOG:  number (\\d+) of the test");

    private static DebianCluster cluster;

    private final CollectingSink sink = new CollectingSink();
    private final NodeInspector inspector = new NodeInspector(InstantSource.system());
    private Instant began;
    private int said;

    @BeforeAll
    static void create() throws Exception {
        assumeThat(DebianCluster.isPossible()).as("root on a Debian").isTrue();
        cluster = DebianCluster.create();
    }

    @AfterAll
    static void drop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void tidy() throws Exception {
        cluster.tidy();
        began = Instant.now();
        say();
    }

    @Test
    void the_statement_that_the_check_prints_makes_the_log_readable() throws Exception {
        LogSourceException refused = catchThrowableOfType(
                LogSourceException.class, () -> source(LogCopy.Observer.NONE).probe(cluster.node(true)));
        assertThat(refused.commands()).singleElement().asString().startsWith("INSERT INTO logferry.log_directory");
        cluster.psql("-c", refused.commands().getFirst());
        NodeInspection inspection = new NodeInspector(InstantSource.system()).inspect(cluster.node(true));
        assertThat(inspection.isGood()).as(inspection.toString()).isTrue();
        assertThat(inspection.toString())
                .contains("1 stderr file, ", "log_destination is stderr, logging_collector is off");
    }

    @Test
    void the_message_has_the_lines_that_open_the_log_ready_to_be_copied() throws Exception {
        String glob = cluster.log() + "*";
        String row = "INSERT INTO logferry.log_directory (path, name_pattern) VALUES ('/var/log/postgresql', '"
                + cluster.log().getFileName() + "*')";
        String line = "log: { source: sql, path: \"" + glob + "\" }";
        Node node = cluster.nodeWithoutPath(false);
        assertThat(commands(inspector.inspect(node))).containsExactly(row, line);
        assertThat(commands(inspector.inspect(cluster.nodeWithoutPath(true)))).containsExactly(line);
        assertThat(inspector.uncollectedLog(cluster.nodeWithoutPath(true))).contains(glob);
        assertThat(inspector.uncollectedLog(node)).isEmpty();
        LogSourceException refused = catchThrowableOfType(
                LogSourceException.class, () -> source(LogCopy.Observer.NONE).probe(node));
        assertThat(refused.sentence()).contains("\n" + row + ";\n").endsWith("\n" + line);
        assertThat(cluster.psql("-f", "../deploy/sql/grants.sql"))
                .contains("logging_collector is off. Say where the log is, and run:\n  " + row + ";");

        cluster.psql("-c", row);

        // with the row no path is necessary; the line of the inventory does no harm
        for (Node known : new Node[] {node, cluster.node(true)}) {
            NodeInspection inspection = inspector.inspect(known);
            assertThat(inspection.isGood()).as(inspection.toString()).isTrue();
        }
        source(LogCopy.Observer.NONE).copyTo(node, sink);
        assertThat(sink.bytes()).isEqualTo(Files.readAllBytes(cluster.log()));
        assertThat(cluster.psql("-f", "../deploy/sql/grants.sql"))
                .contains("Logferry can read 1 log file in /var/log/postgresql.");
    }

    @Test
    void a_file_that_postgresql_itself_may_not_read_is_reported() throws Exception {
        allow();
        Files.setPosixFilePermissions(cluster.log(), Set.of());
        try {
            LogSourceException refused = catchThrowableOfType(
                    LogSourceException.class,
                    () -> source(LogCopy.Observer.NONE).copyTo(cluster.node(true), sink));
            assertThat(refused.fault()).isEqualTo(LogSourceException.Fault.NOT_PERMITTED);
            assertThat(refused)
                    .hasMessageContaining("operating-system user that PostgreSQL runs as may not read")
                    .hasMessageNotContaining("grants.sql");
            assertThat(inspector.inspect(cluster.node(true)).isGood()).isFalse();
        } finally {
            Files.setPosixFilePermissions(cluster.log(), PosixFilePermissions.fromString("rw-r-----"));
        }
    }

    private static List<String> commands(NodeInspection inspection) {
        return inspection
                .findings()
                .get(NodeInspection.Aspect.LOG_DESTINATION.ordinal())
                .commands();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rotated_and_packed_files_are_copied_completely_and_in_order(boolean throughSql) throws Exception {
        allow();
        copyAndCompare(throughSql);
        for (int rotation = 0; rotation < 3; rotation++) {
            cluster.rotate(Rotation.COPYTRUNCATE);
            copyAndCompare(throughSql);
            say();
            copyAndCompare(throughSql);
        }
        assertThatTheFilesAre(".log.3.gz", ".log.2.gz", ".log.1", ".log");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_rotation_in_the_middle_of_an_export_neither_loses_nor_repeats_a_line(boolean throughSql) throws Exception {
        allow();
        cluster.rotate(Rotation.COPYTRUNCATE);
        say();
        AtomicInteger rotations = new AtomicInteger();
        for (Moment when : Moment.values()) {
            rotations.set(0);
            source((moment, file) -> {
                        if (moment == when && rotations.getAndIncrement() == 0) {
                            rotate();
                        }
                    })
                    .copyTo(cluster.node(throughSql), sink);
            assertThat(rotations).as(when.name()).hasPositiveValue();
            assertThatEveryNumberIsThereOnce(when.name());
            say();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_file_that_was_renamed_and_is_still_written_is_copied_completely(boolean throughSql) throws Exception {
        allow();
        for (int rotation = 0; rotation < 3; rotation++) {
            cluster.rotate(Rotation.CREATE);
            copyAndCompare(throughSql);
            say();
            copyAndCompare(throughSql);
            assertThat(Files.size(cluster.log())).isZero();
            cluster.stop();
            cluster.start();
            say();
            copyAndCompare(throughSql);
        }
        assertThatTheFilesAre(".log.3.gz", ".log.2.gz", ".log.1", ".log");
    }

    @Test
    void the_folder_is_read_while_postgresql_is_down() throws Exception {
        cluster.rotate(Rotation.COPYTRUNCATE);
        say();
        cluster.stop();
        try {
            copyAndCompare(false);
        } finally {
            cluster.start();
        }
    }

    private static LogSource source(LogCopy.Observer observer) {
        return new NodeLogSource(LogSource.Limits.NONE, InstantSource.system(), Pause.SLEEP, observer);
    }

    private void allow() throws Exception {
        cluster.execute("INSERT INTO logferry.log_directory VALUES ('%s', '%s*')"
                .formatted(cluster.log().getParent(), cluster.log().getFileName()));
    }

    private void say() throws Exception {
        cluster.say("number " + ++said + " of the test");
    }

    private void rotate() {
        try {
            cluster.rotate(Rotation.COPYTRUNCATE);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void assertThatTheFilesAre(String... suffixes) {
        assertThat(sink.files())
                .extracting(file -> file.substring(file.indexOf(".log")))
                .containsExactly(suffixes);
    }

    /** The file being written may have grown since, and its last line may be unfinished. */
    private void copyAndCompare(boolean throughSql) throws Exception {
        LogSource source = source(LogCopy.Observer.NONE);
        Node node = cluster.node(throughSql);
        source.copyTo(node, sink);
        assertThat(inFiles()).startsWith(sink.bytes());
        assertThatEveryNumberIsThereOnce("");
        assertThat(LatestInLog.of(source, node, began.minusMillis(1)))
                .extracting(LogRecord::content)
                .filteredOn(content -> content.startsWith("number "))
                .extracting(content -> number(content.substring(0, content.indexOf(" of the test"))))
                .containsExactlyElementsOf(numbers().reversed());
    }

    private void assertThatEveryNumberIsThereOnce(String what) {
        List<Integer> found = NUMBERED.matcher(new String(sink.bytes(), UTF_8))
                .results()
                .map(match -> number(match.group()))
                .toList();
        assertThat(found).as(what).containsExactlyElementsOf(numbers());
    }

    private List<Integer> numbers() {
        return IntStream.rangeClosed(1, said).boxed().toList();
    }

    private static int number(String text) {
        return Integer.parseInt(text.replaceAll("\\D", ""));
    }

    /** The content of the log and its rotated files, as zcat prints it. */
    private byte[] inFiles() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Path packed : Stream.of(9, 8, 7, 6, 5, 4, 3, 2)
                .map(number -> cluster.rotated("." + number + ".gz"))
                .toList()) {
            if (Files.exists(packed)) {
                try (InputStream unpacked = new GZIPInputStream(Files.newInputStream(packed))) {
                    unpacked.transferTo(all);
                }
            }
        }
        if (Files.exists(cluster.rotated(".1"))) {
            all.writeBytes(Files.readAllBytes(cluster.rotated(".1")));
        }
        all.writeBytes(Files.readAllBytes(cluster.log()));
        return all.toByteArray();
    }
}
