package io.logferry.source.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logferry.id.NodeId;
import io.logferry.id.Secret;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.Ages;
import io.logferry.source.CollectingSink;
import io.logferry.source.GrantsScript;
import io.logferry.source.GzipFiles;
import io.logferry.source.LogServer;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.copy.LogCopy.Moment;
import io.logferry.source.node.NodeLogSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The log changes while it is read, at a moment that the test chooses; the result is the same for every way of reading. */
class ChangingLogTest {
    private static final String GLOB = "/postgresql.log*";
    private static final byte[] LARGE = new byte[3 << 20];

    @TempDir
    private static Path home;

    private static LogServer server;
    private static Secret password;

    @TempDir
    private Path folder;

    private final CollectingSink sink = new CollectingSink();
    private Path log;
    private Path rotated;

    /** The ways of reading that a path in the inventory can mean. */
    enum Way {
        SUPERUSER {
            @Override
            Node node(Path folder) {
                return server.superuserNode(Optional.of(folder + GLOB));
            }
        },
        GRANTED {
            @Override
            Node node(Path folder) throws SQLException {
                server.execute("DELETE FROM logferry.log_directory; INSERT INTO logferry.log_directory VALUES ('"
                        + folder + "', 'postgresql.log*')");
                return server.node("reader", password, Optional.of(folder + GLOB));
            }
        },
        DIRECTORY {
            @Override
            Node node(Path folder) {
                return new Node(
                        new NodeId("06f1c2ad57604ae89e153e4d27f4e4b8no03"),
                        "orders_node0",
                        NodeRole.MASTER,
                        Optional.empty(),
                        new LogLocation.Directory(folder + GLOB));
            }
        };

        abstract Node node(Path folder) throws SQLException;
    }

    @BeforeAll
    static void start() throws Exception {
        server = LogServer.start(home, Map.of("logging_collector", "off"));
        password = server.login("reader");
        GrantsScript.run(server, "reader");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void write_a_log() throws IOException {
        log = folder.resolve("postgresql.log");
        rotated = folder.resolve("postgresql.log.1");
        Files.writeString(rotated, "old line\nno line feed");
        Ages.set(rotated, 1000);
        Files.writeString(log, "new line\n");
    }

    @ParameterizedTest
    @EnumSource
    void lines_that_are_added_meanwhile_are_not_taken(Way way) throws Exception {
        Files.write(log, LARGE, StandardOpenOption.APPEND);
        Files.writeString(log, "\nlast\n", StandardOpenOption.APPEND);
        byte[] pinned = Files.readAllBytes(log);
        LogSource.Reading reading = copy(way, (moment, file) -> append(log, "more\nand m"));
        assertThat(sink.bytes()).isEqualTo(concatenated("old line\nno line feed", pinned));
        assertThat(sink.beginnings()).isEqualTo(1);
        assertThat(reading.notes()).allMatch(note -> note.contains("in the format"));
    }

    @ParameterizedTest
    @EnumSource
    void a_log_that_is_emptied_and_written_again_is_read_again(Way way) throws Exception {
        Files.write(log, LARGE);
        append(log, "\n");
        copyChangingOnce(way, "postgresql.log", () -> Files.writeString(log, "after\n"));
        assertThat(sink.bytes()).asString().isEqualTo("old line\nno line feedafter\n");
        assertThat(sink.beginnings()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void a_log_that_was_emptied_and_has_grown_beyond_its_old_size_is_recognised_by_its_head(Way way) throws Exception {
        copy(way, once(Moment.PINNED, "", () -> Files.writeString(log, "another, and longer than before\n")));
        assertThat(sink.bytes()).asString().isEqualTo("old line\nno line feedanother, and longer than before\n");
        assertThat(sink.beginnings()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void files_that_are_renamed_by_a_rotation_are_read_again(Way way) throws Exception {
        copy(way, once(Moment.FILE_NEXT, "postgresql.log", () -> {
            Files.move(rotated, folder.resolve("postgresql.log.2"));
            Files.move(log, rotated);
            Files.writeString(log, "newest\n");
        }));
        assertThat(sink.bytes()).asString().isEqualTo("old line\nno line feednew line\nnewest\n");
        assertThat(sink.files()).containsExactly("postgresql.log.2", "postgresql.log.1", "postgresql.log");
    }

    @ParameterizedTest
    @EnumSource
    void a_file_that_is_packed_before_its_turn_is_not_missed(Way way) throws Exception {
        assertNothingIsMissedWhenItIsPackedBeforeItsTurn(way);
    }

    @ParameterizedTest
    @EnumSource
    void a_file_whose_packing_ends_before_its_turn_is_not_missed(Way way) throws Exception {
        Path packed = folder.resolve("postgresql.log.1.gz");
        Files.write(packed, new byte[] {0x1f, (byte) 0x8b});
        assertNothingIsMissedWhenItIsPackedBeforeItsTurn(way);
    }

    private void assertNothingIsMissedWhenItIsPackedBeforeItsTurn(Way way) throws Exception {
        copy(way, once(Moment.FILE_NEXT, "postgresql.log.1", () -> {
            GzipFiles.pack(rotated);
            Files.delete(rotated);
        }));
        assertThat(sink.bytes()).asString().isEqualTo("old line\nno line feednew line\n");
        assertThat(sink.files()).containsExactly("postgresql.log.1.gz", "postgresql.log");
    }

    @ParameterizedTest
    @EnumSource
    void a_packed_file_removed_after_its_first_byte_is_not_half_contained(Way way) throws Exception {
        byte[] incompressible = new byte[3 << 20];
        new Random(1).nextBytes(incompressible);
        Files.write(rotated, incompressible);
        Ages.set(rotated, 1000);
        Path packed = GzipFiles.pack(rotated);
        Files.delete(rotated);
        copyChangingOnce(way, "postgresql.log.1.gz", () -> Files.delete(packed));
        assertThat(sink.bytes()).asString().isEqualTo("new line\n");
        assertThat(sink.beginnings()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void a_note_names_a_file_that_is_removed_before_its_first_byte(Way way) throws Exception {
        LogSource.Reading reading = copy(way, once(Moment.FILE_NEXT, "postgresql.log.1", () -> Files.delete(rotated)));
        assertThat(sink.bytes()).asString().isEqualTo("new line\n");
        assertThat(sink.beginnings()).isEqualTo(1);
        assertThat(sink.files()).containsExactly("postgresql.log");
        assertThat(reading.bytes()).isEqualTo(9);
        assertThat(reading.notes())
                .contains("node orders_node0: the log file postgresql.log.1 was removed before it was read, so it is"
                        + " missing");
    }

    @ParameterizedTest
    @EnumSource
    void a_file_that_is_removed_after_its_first_byte_is_not_half_contained(Way way) throws Exception {
        Files.write(rotated, LARGE);
        Ages.set(rotated, 1000);
        copyChangingOnce(way, "postgresql.log.1", () -> Files.delete(rotated));
        assertThat(sink.bytes()).asString().isEqualTo("new line\n");
        assertThat(sink.beginnings()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void the_log_is_read_again_if_a_file_changes_that_nobody_should_write(Way way) throws Exception {
        copy(way, once(Moment.FILE_READ, "postgresql.log.1", () -> {
            append(rotated, " after all\n");
            Ages.set(rotated, 1000);
        }));
        assertThat(sink.bytes()).asString().isEqualTo("old line\nno line feed after all\nnew line\n");
        assertThat(sink.beginnings()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void a_replaced_file_of_the_same_size_and_time_is_recognised_by_its_head(Way way) throws Exception {
        var modified = Files.getLastModifiedTime(rotated);
        copy(way, once(Moment.FILE_READ, "postgresql.log.1", () -> {
            Files.writeString(rotated, "OLD LINE\nNO LINE FEED");
            Files.setLastModifiedTime(rotated, modified);
        }));
        assertThat(sink.bytes()).asString().isEqualTo("OLD LINE\nNO LINE FEEDnew line\n");
    }

    @ParameterizedTest
    @EnumSource
    void a_log_that_changes_at_each_reading_fails(Way way) {
        AtomicInteger changes = new AtomicInteger();
        LogSourceException failure = catchThrowableOfType(
                LogSourceException.class,
                () -> copy(way, (moment, file) -> {
                    if (moment == Moment.FILE_READ && file.equals("postgresql.log.1")) {
                        unchecked(() -> {
                            append(rotated, "change " + changes.incrementAndGet() + "\n");
                            Ages.set(rotated, 1000); // or it may come to be the newest, which may be written to
                        });
                    }
                }));
        assertThat(failure.fault()).isEqualTo(Fault.CHANGED);
        assertThat(failure).hasMessageContaining("orders_node0").hasMessageContaining("try again");
        assertThat(sink.beginnings()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void the_reader_waits_while_copytruncate_is_at_work(Way way) throws Exception {
        Files.delete(rotated);
        Files.copy(log, rotated);
        AtomicInteger waits = new AtomicInteger();
        Pause pause = nanos -> {
            if (waits.incrementAndGet() == 3) {
                unchecked(() -> Files.writeString(log, ""));
            }
        };
        new NodeLogSource(LogSource.Limits.NONE, InstantSource.system(), pause, LogCopy.Observer.NONE)
                .copyTo(way.node(folder), sink);
        assertThat(sink.bytes()).asString().isEqualTo("new line\n");
        assertThat(waits).hasValue(3);
    }

    @ParameterizedTest
    @EnumSource
    void a_copy_that_remains_makes_the_export_fail(Way way) throws Exception {
        Files.copy(log, rotated, StandardCopyOption.REPLACE_EXISTING);
        LogSourceException failure = catchThrowableOfType(
                LogSourceException.class,
                () -> new NodeLogSource(
                                LogSource.Limits.NONE, InstantSource.system(), nanos -> {}, LogCopy.Observer.NONE)
                        .copyTo(way.node(folder), sink));
        assertThat(failure.fault()).isEqualTo(Fault.CHANGED);
        assertThat(failure).hasMessageContaining("postgresql.log.1 is still a copy of postgresql.log");
    }

    /** Copies the log; the change is made when the first bytes of the file have been written to the sink. */
    private void copyChangingOnce(Way way, String file, Change change) throws Exception {
        AtomicInteger times = new AtomicInteger();
        sink.whenWritten(written -> {
            if (written.equals(file) && times.getAndIncrement() == 0) {
                unchecked(change);
            }
        });
        copy(way, LogCopy.Observer.NONE);
    }

    private LogSource.Reading copy(Way way, LogCopy.Observer observer) throws Exception {
        return new NodeLogSource(LogSource.Limits.NONE, InstantSource.system(), Pause.SLEEP, observer)
                .copyTo(way.node(folder), sink);
    }

    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }

    private static LogCopy.Observer once(Moment when, String file, Change change) {
        AtomicInteger times = new AtomicInteger();
        return (moment, name) -> {
            if (moment == when && name.equals(file) && times.getAndIncrement() == 0) {
                unchecked(change);
            }
        };
    }

    private static void append(Path file, String text) {
        unchecked(() -> Files.writeString(file, text, StandardOpenOption.APPEND));
    }

    private static void unchecked(Change change) {
        try {
            change.make();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] concatenated(String first, byte[] second) {
        byte[] head = first.getBytes(StandardCharsets.UTF_8);
        byte[] all = java.util.Arrays.copyOf(head, head.length + second.length);
        System.arraycopy(second, 0, all, head.length, second.length);
        return all;
    }
}
