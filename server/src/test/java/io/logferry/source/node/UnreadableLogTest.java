package io.logferry.source.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logferry.check.NodeInspection.Aspect;
import io.logferry.check.NodeInspection.Verdict;
import io.logferry.check.NodeInspector;
import io.logferry.id.Secret;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.source.CollectingSink;
import io.logferry.source.GrantsScript;
import io.logferry.source.LatestInLog;
import io.logferry.source.LogServer;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.NamedPipe;
import io.logferry.source.RecentFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server whose collector writes csvlog into a named pipe, as every PostgreSQL of CloudNativePG does. */
class UnreadableLogTest {
    @TempDir
    private static Path folder;

    private static Path pipes;
    private static LogServer server;
    private static Secret granted;
    private static Secret monitor;

    private final LogSource source = new NodeLogSource(LogSource.Limits.NONE, InstantSource.system());
    private final CollectingSink sink = new CollectingSink();

    @BeforeAll
    static void start() throws Exception {
        pipes = Files.createDirectory(folder.resolve("ctl"));
        NamedPipe.makeRead(pipes.resolve("postgres"));
        NamedPipe.makeRead(pipes.resolve("postgres.csv"));
        server = LogServer.start(
                folder.resolve("server"),
                Map.of(
                        "log_destination", "csvlog",
                        "log_directory", pipes.toString(),
                        "log_filename", "postgres"));
        granted = server.login("reader");
        GrantsScript.run(server, "reader");
        monitor = server.login("monitor");
        server.execute("GRANT pg_monitor TO monitor");
        server.execute("GRANT EXECUTE ON FUNCTION pg_read_binary_file(text, bigint, bigint, boolean) TO monitor");
        server.say("written into the pipe");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    enum Login {
        SUPERUSER,
        GRANTED,
        MONITOR;

        Node node(LogServer of, Optional<String> path) {
            return switch (this) {
                case SUPERUSER -> of.superuserNode(path);
                case GRANTED -> of.node("reader", granted, path);
                case MONITOR -> of.node("monitor", monitor, path);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_collector_that_writes_into_a_named_pipe_is_a_fault_and_not_an_empty_log(Login login) throws Exception {
        assertUnreadable(login.node(server, Optional.empty()));
    }

    @Test
    void a_path_that_names_the_pipe_is_a_fault_too() throws Exception {
        server.execute("INSERT INTO logferry.log_directory VALUES ('" + pipes + "', '*')");
        try {
            for (Login login : List.of(Login.SUPERUSER, Login.GRANTED)) {
                for (String path : List.of(pipes + "/postgres.csv", pipes.toString(), pipes + "/*.csv")) {
                    assertUnreadable(login.node(server, Optional.of(path)));
                }
            }
        } finally {
            server.execute("DELETE FROM logferry.log_directory");
        }
    }

    @Test
    void older_files_beside_the_pipe_are_not_taken_for_the_whole_log() throws Exception {
        Path older = Files.writeString(pipes.resolve("postgres.csv.1"), "1,older\n");
        try {
            for (Login login : Login.values()) {
                assertUnreadable(login.node(server, Optional.empty()));
            }
        } finally {
            Files.delete(older);
        }
    }

    @Test
    void a_pipe_in_a_folder_that_this_service_reads_is_a_fault_too() throws Exception {
        Node asked = server.superuserNode(Optional.empty());
        assertUnreadable(in(asked, pipes.toString()));
    }

    /** PostgreSQL's functions without the collector do not tell an empty file from a pipe. */
    @Test
    void every_way_of_reading_reports_that_an_empty_log_may_be_a_pipe() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.createFile(other.resolve("server.csv"));
        Node node = server.superuserNode(Optional.of(other + "/server.csv"));
        LogSource.Reading reading = source.copyTo(node, sink);
        assertThat(reading.notes()).anySatisfy(note -> assertThat(note).contains("server.csv", "named pipe", "ls -l"));
        assertThat(source.browse(node, Instant.EPOCH, RecentFiles::doubt).orElseThrow())
                .startsWith("Node orders_node0: server.csv is empty")
                .contains("named pipe", "ls -l");
        assertThat(new NodeInspector(InstantSource.system()).inspect(node).findings())
                .filteredOn(finding -> finding.aspect() == Aspect.DIRECTORY)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
                    assertThat(finding.text()).contains("0 bytes", "server.csv", "named pipe", "ls -l");
                });
    }

    @Test
    void an_empty_regular_file_that_the_collector_writes_is_an_empty_log() throws Exception {
        Path regular = Files.createDirectory(folder.resolve("regular"));
        try (LogServer quiet = LogServer.start(folder.resolve("quiet"), Map.of("log_directory", regular.toString()))) {
            Secret password = quiet.login("reader");
            GrantsScript.run(quiet, "reader");
            quiet.settle("stderr");
            Files.write(quiet.written("stderr"), new byte[0]);
            for (Node node : List.of(
                    quiet.superuserNode(Optional.empty()),
                    quiet.superuserNode(Optional.of(regular.toString())),
                    quiet.node("reader", password, Optional.empty()))) {
                source.copyTo(node, sink);
                assertThat(sink.bytes()).isEmpty();
                assertThat(LatestInLog.of(source, node, Instant.EPOCH)).isEmpty();
                assertThat(new NodeInspector(InstantSource.system())
                                .inspect(node)
                                .findings())
                        .filteredOn(finding -> finding.aspect() == Aspect.DIRECTORY)
                        .allMatch(finding -> finding.verdict() == Verdict.GOOD);
            }
            a_file_that_is_removed_while_the_collector_writes_it_is_reported_in_the_same_way(quiet, password);
        }
    }

    private void a_file_that_is_removed_while_the_collector_writes_it_is_reported_in_the_same_way(
            LogServer quiet, Secret password) throws Exception {
        Files.delete(quiet.written("stderr"));
        Node superuser = quiet.superuserNode(Optional.empty());
        Node reader = quiet.node("reader", password, Optional.empty());
        LogSourceException told = failure(() -> source.probe(superuser));
        assertThat(told.fault()).isEqualTo(Fault.NO_LOG);
        assertThat(told).hasMessageContaining("not there any more");
        assertThat(failure(() -> source.copyTo(reader, sink))).hasMessage(told.getMessage());
        Path logs = quiet.written("stderr").getParent();
        assertThat(failure(() -> source.copyTo(quiet.superuserNode(Optional.of(logs + "/*.log")), sink))
                        .fault())
                .isEqualTo(Fault.NO_LOG);

        for (String command : told.commands()) {
            quiet.execute(command);
        }
        LogServer.soon().ignoreExceptionsInstanceOf(LogSourceException.class).until(() -> {
            source.probe(superuser);
            source.probe(reader);
            return true;
        });
    }

    private void assertUnreadable(Node node) throws Exception {
        for (Attempt attempt : new Attempt[] {() -> source.probe(node), () -> source.copyTo(node, sink)}) {
            LogSourceException refused = failure(attempt);
            assertThat(refused).as("the log of " + node.log()).isNotNull();
            assertThat(refused.fault()).isEqualTo(Fault.NO_LOG);
            assertThat(refused).hasMessageContaining("postgres.csv").hasMessageContaining("regular file");
        }
        assertThat(new NodeInspector(InstantSource.system()).inspect(node).isGood())
                .as("what check says")
                .isFalse();
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static LogSourceException failure(Attempt attempt) {
        return catchThrowableOfType(LogSourceException.class, attempt::run);
    }

    private static Node in(Node asked, String path) {
        return new Node(asked.id(), asked.name(), asked.role(), asked.address(), new LogLocation.Directory(path));
    }
}
