package io.logferry.source.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.logferry.instance.Node;
import io.logferry.record.LogFormat;
import io.logferry.source.LogServer;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.OneServer;
import io.logferry.source.RecentFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One server whose {@code log_destination}, and with it the format of its log, is changed while it runs. */
class CollectorFormatsTest extends OneServer {

    @BeforeAll
    static void start() {
        startServer(Map.of());
    }

    @Test
    void stderr_comes_before_csvlog_and_csvlog_before_jsonlog() throws Exception {
        destination("jsonlog,csvlog,stderr", "stderr");
        assertThat(copy().format()).isEqualTo(LogFormat.STDERR);
        Path stderr = server.written("stderr");
        destination("jsonlog, csvlog", "csvlog");
        LogSource.Reading csv = copy();
        assertThat(csv.format()).isEqualTo(LogFormat.CSVLOG);
        assertThat(csv.notes())
                .containsExactly(
                        "node orders_node0: the log was taken in the format csvlog (log_destination is jsonlog,"
                                + " csvlog)",
                        missing(LogFormat.CSVLOG, stderr));
        assertThat(sink.files()).allMatch(name -> name.endsWith(".csv"));
        destination("jsonlog", "jsonlog");
        LogSource.Reading json = copy();
        assertThat(json.format()).isEqualTo(LogFormat.JSONLOG);
        assertThat(json.notes())
                .hasSize(2)
                .contains("node orders_node0: the log was taken in the format jsonlog (log_destination is jsonlog)")
                .last()
                .asString()
                .startsWith("node orders_node0: the file has only the format jsonlog;");
        assertThat(sink.files()).allMatch(name -> name.endsWith(".json"));
        assertThat(sink.bytes()).asString().startsWith("{\"timestamp\"").endsWith("}\n");
    }

    private static String missing(LogFormat taken, Path latest) {
        return "node orders_node0: the file has only the format " + taken.word()
                + "; records in other formats are missing (the latest are in " + latest.getFileName()
                + "), because log_destination was another then";
    }

    @Test
    void the_stderr_file_of_a_server_with_only_csvlog_does_not_count_as_missing_records() throws Exception {
        try (LogServer csvlog = LogServer.start(folder.resolve("csvlog"), Map.of("log_destination", "csvlog"))) {
            Path started = csvlog.written("csvlog");
            Path stderr =
                    started.resolveSibling(started.getFileName().toString().replace(".csv", ".log"));
            assertThat(stderr).content().contains("csvlog");
            append(stderr, "a library's line\n");
            Node node = csvlog.superuserNode(Optional.empty());
            assertThat(inOtherFormat(node)).isEmpty();
            assertThat(source.copyTo(node, sink).notes()).hasSize(1);

            append(stderr, "2026-11-24 08:15:03.922 UTC [7] ERROR:  when log_destination was stderr\n");
            assertThat(inOtherFormat(node))
                    .contains(Files.getLastModifiedTime(stderr)
                            .toInstant()
                            .truncatedTo(ChronoUnit.SECONDS)
                            .plusSeconds(1));
            assertThat(source.copyTo(node, sink).notes())
                    .hasSize(2)
                    .contains(missing(LogFormat.CSVLOG, stderr).replace("orders_node0", node.name()));
        }
    }

    private Optional<Instant> inOtherFormat(Node node) throws Exception {
        return source.browse(node, Instant.EPOCH, RecentFiles::inOtherFormatBefore);
    }

    @Test
    void no_csv_record_is_torn() throws Exception {
        destination("csvlog", "csvlog");
        server.say("a record\nof two lines, with \"quotes\"");
        Path written = server.written("csvlog");
        String whole = Files.readString(written);
        append(written, "2026-11-24,\"a record, and only\nits first \"\"lines\"\"\n");
        copy();
        assertThat(sink.bytes()).asString().endsWith(whole);
        append(written, "end\"\n");
        copy();
        assertThat(sink.bytes()).asString().endsWith(Files.readString(written));
    }

    @Test
    void a_server_that_writes_no_file_is_reported() throws Exception {
        server.execute("ALTER SYSTEM SET log_destination = 'syslog'");
        server.execute("SELECT pg_reload_conf()");
        await().until(() -> server.query("SHOW log_destination").equals("syslog"));
        LogSourceException failure = catchThrowableOfType(LogSourceException.class, () -> source.probe(node()));
        assertThat(failure.fault()).isEqualTo(Fault.NO_LOG);
        assertThat(failure).hasMessageContaining("add stderr to log_destination");
    }

    @Test
    void a_rotation_while_the_last_file_is_read_changes_nothing() throws Exception {
        destination("stderr", "stderr");
        Path written = server.written("stderr");
        String before = Files.readString(written);
        AtomicInteger times = new AtomicInteger();
        sink.whenWritten(file -> {
            if (file.equals(written.getFileName().toString()) && times.getAndIncrement() == 0) {
                rotate();
            }
        });
        source.copyTo(node(), sink);
        assertThat(times).hasValue(1);
        assertThat(sink.beginnings()).isEqualTo(1);
        assertThat(sink.bytes()).asString().endsWith(before);
        source.copyTo(node(), sink);
        assertThat(sink.files().getLast())
                .isEqualTo(server.written("stderr").getFileName().toString());
    }

    @Test
    void a_log_of_empty_files_is_an_empty_log_and_a_removed_one_is_not() throws Exception {
        destination("stderr", "stderr");
        Path written = server.written("stderr");
        removeOlderFiles();
        Files.write(written, new byte[0]);
        assertThat(copy().bytes()).isZero();
        Files.delete(written);
        LogSourceException removed = catchThrowableOfType(LogSourceException.class, this::copy);
        rotate();
        assertThat(removed.fault()).isEqualTo(Fault.NO_LOG);
        assertThat(removed).hasMessageContaining("not there any more");
        assertThat(sink.beginnings()).isEqualTo(1);
    }

    private LogSource.Reading copy() throws Exception {
        return source.copyTo(node(), sink);
    }

    private static void destination(String value, String format) throws SQLException {
        server.execute("ALTER SYSTEM SET log_destination = " + value);
        server.execute("SELECT pg_reload_conf()");
        await().until(() ->
                server.query("SHOW log_destination").replace(" ", "").equals(value.replace(" ", ""))
                        && server.query("SELECT pg_current_logfile('" + format + "')") != null
                        && Files.exists(server.written(format)));
        server.say("the destination is " + format);
        await().until(() -> Files.size(server.written(format)) > 0);
    }

    private static void rotate() {
        try {
            server.rotate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
