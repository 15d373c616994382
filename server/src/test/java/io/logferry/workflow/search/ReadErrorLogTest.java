package io.logferry.workflow.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.embedded.TestPostgres;
import io.logferry.health.InstanceHealth;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.id.Secret;
import io.logferry.instance.Instance;
import io.logferry.instance.InstanceStatus;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeRole;
import io.logferry.source.LogSource;
import io.logferry.source.node.NodeLogSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story with real files in folders; {@code ErrorLogStory} tells it with servers and over HTTP. */
class ReadErrorLogTest {
    private static final Instant EIGHT = Instant.parse("2026-11-24T08:00:00Z");

    private final Clock clock = Clock.systemUTC();
    private final AtomicInteger queries = new AtomicInteger();

    @TempDir
    private Path folder;

    @Test
    void a_node_that_can_not_be_read_is_named_and_does_not_make_the_answer_truncated() throws Exception {
        Files.writeString(folder.resolve("a.log"), "2026-11-24 08:00:00 UTC [1] ERROR:  one\n");
        Node good = node(1, folder);
        Node bad = node(2, folder.resolve("missing"));
        NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, clock);
        try (InstanceHealth health = new InstanceHealth(source, clock);
                ReadErrorLog log = new ReadErrorLog(source, health, clock)) {
            assertThat(log.read(instance(good, bad), query(), true))
                    .isInstanceOfSatisfying(ErrorLogAnswer.Found.class, found -> {
                        assertThat(found.entries())
                                .extracting(ErrorLogAnswer.Entry::content)
                                .containsExactly("one");
                        assertThat(found.searchedFrom()).isEmpty();
                        assertThat(found.unreadNodes()).singleElement().satisfies(node -> {
                            assertThat(node.nodeName()).isEqualTo("node2");
                            assertThat(node.reason()).startsWith("Node node2 has no log file in ");
                        });
                    });
            assertThat(log.read(instance(bad), query(), true))
                    .isInstanceOfSatisfying(
                            ErrorLogAnswer.InstanceFaulty.class,
                            faulty -> assertThat(faulty.reason()).contains("node2"));
        }
    }

    @Test
    void the_answer_is_complete_from_the_time_from_which_all_nodes_were_searched() throws Exception {
        Path cut = Files.createDirectory(folder.resolve("cut"));
        Path whole = Files.createDirectory(folder.resolve("whole"));
        write(cut.resolve("a.log"), EIGHT.plusSeconds(7200), seconds(EIGHT.plusSeconds(2400), 300));
        write(cut.resolve("a.log.1.gz"), EIGHT.plusSeconds(1800), "no gzip");
        write(cut.resolve("a.log.2"), EIGHT.plusSeconds(600), seconds(EIGHT.plusSeconds(300), 1));
        write(whole.resolve("a.log"), EIGHT.plusSeconds(7200), seconds(EIGHT.plusSeconds(1200), 1));

        ErrorLogAnswer.Found found = found(hour(), node(1, all(whole)), node(2, all(cut)));

        assertThat(found.entries()).hasSize(302);
        assertThat(found.searchedFrom().orElseThrow())
                .as("not the range's start, which the other node was searched to")
                .isBetween(EIGHT.plusSeconds(2400), EIGHT.plusSeconds(2400 + 150));
        assertThat(found(hour(), node(1, all(whole))).searchedFrom()).isEmpty();
    }

    @Test
    void two_thousand_entries_are_the_latest_if_only_older_ones_were_not_searched() throws Exception {
        Path many = Files.createDirectory(folder.resolve("many"));
        Path few = Files.createDirectory(folder.resolve("few"));
        write(many.resolve("a.log"), EIGHT.plusSeconds(7200), seconds(EIGHT.plusSeconds(1000), 2500));
        write(few.resolve("a.log"), EIGHT.plusSeconds(7200), seconds(EIGHT.plusSeconds(100), 150));
        write(few.resolve("a.log.1.gz"), EIGHT.plusSeconds(50), "no gzip");
        assertThat(found(hour(), node(1, all(few))).searchedFrom()).isPresent();
        ErrorLogAnswer.Found found = found(hour(), node(1, all(many)), node(2, all(few)));
        assertThat(found.entries()).hasSize(ReadErrorLog.MOST_ENTRIES);
        assertThat(found.searchedFrom()).isEmpty();
    }

    @Test
    void bytes_in_which_no_record_is_recognised_are_counted_over_all_nodes() throws Exception {
        String foreign = "pid=7,user=bob: nothing that is known\n";
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        write(one.resolve("a.log"), EIGHT.plusSeconds(60), foreign);
        write(two.resolve("a.log"), EIGHT.plusSeconds(60), foreign.repeat(2));
        ErrorLogAnswer.Found found = found(hour(), node(1, one), node(2, two));
        assertThat(found.entries()).isEmpty();
        assertThat(found.unrecognisedBytes()).isEqualTo(3L * foreign.length());
        assertThat(found.searchedFrom()).isEmpty();
    }

    @Test
    void the_answer_says_that_something_beside_the_log_is_not_a_regular_file() throws Exception {
        write(folder.resolve("b.log"), EIGHT.plusSeconds(7200), seconds(EIGHT.plusSeconds(2400), 300));
        assertThat(found(hour(), node(1, folder)).searchedFrom()).isEmpty();
        Files.createSymbolicLink(folder.resolve("a.log"), folder.resolve("moved"));
        Files.setAttribute(
                folder.resolve("a.log"),
                "lastModifiedTime",
                FileTime.from(EIGHT.plusSeconds(1800)),
                LinkOption.NOFOLLOW_LINKS);
        ErrorLogAnswer.Found found = found(hour(), node(1, folder));
        assertThat(found.entries()).hasSize(300);
        assertThat(found.searchedFrom().orElseThrow())
                .isBetween(EIGHT.plusSeconds(2400), EIGHT.plusSeconds(2400 + 150));
    }

    /** PostgreSQL's functions without the collector do not tell an empty file from a pipe. */
    @Test
    void an_empty_log_that_may_be_a_pipe_is_never_silently_empty() throws Exception {
        write(folder.resolve("server.log"), EIGHT.plusSeconds(7200), "");
        assertThat(found(hour(), node(1, folder)).unreadNodes()).isEmpty();

        ErrorLogAnswer.Found alone = found(hour(), asked(folder.resolve("server.log*")));
        assertThat(alone.entries()).isEmpty();
        assertThat(alone.unreadNodes()).singleElement().satisfies(node -> {
            assertThat(node.nodeName()).isEqualTo("asked");
            assertThat(node.reason()).contains("server.log is empty, or it is a named pipe", "ls -l");
        });
        assertThat(alone.searchedFrom()).isEmpty();

        write(folder.resolve("other.log"), EIGHT.plusSeconds(3000), seconds(EIGHT.plusSeconds(2400), 300));
        ErrorLogAnswer.Found beside = found(hour(), asked(folder.resolve("*.log*")));
        assertThat(beside.entries()).hasSize(300);
        assertThat(beside.unreadNodes()).isEmpty();
        assertThat(beside.searchedFrom()).contains(EIGHT.plusSeconds(3600));

        write(folder.resolve("server.log.1"), EIGHT.plusSeconds(3000), seconds(EIGHT.plusSeconds(2400), 300));
        ErrorLogAnswer.Found rotated = found(hour(), asked(folder.resolve("server.log*")));
        assertThat(rotated.entries()).hasSize(300);
        assertThat(rotated.unreadNodes()).isEmpty();
        assertThat(rotated.searchedFrom()).isEmpty();

        write(folder.resolve("server.log.1"), EIGHT.minusSeconds(7200), seconds(EIGHT.minusSeconds(7500), 300));
        assertThat(found(hour(), asked(folder.resolve("server.log*"))).unreadNodes())
                .as("of a log whose other files are older than what is asked for")
                .hasSize(1);
    }

    private static Node asked(Path path) {
        TestPostgres.Database state = TestPostgres.shared().empty();
        return new Node(
                new NodeId("%032xno03".formatted(9)),
                "asked",
                NodeRole.MASTER,
                Optional.of(new NodeAddress(
                        "127.0.0.1",
                        TestPostgres.shared().server().port(),
                        state.name(),
                        state.user(),
                        new Secret(state.password()),
                        "disable",
                        Optional.empty())),
                new LogLocation.Sql(Optional.of(path.toAbsolutePath().toString())));
    }

    @Test
    void the_answer_says_that_older_records_are_in_a_format_that_is_not_read() throws Exception {
        write(folder.resolve("b.log"), EIGHT.plusSeconds(7200), seconds(EIGHT.plusSeconds(2400), 300));
        write(folder.resolve("empty.csv"), EIGHT.plusSeconds(2000), "");
        write(folder.resolve("long_ago.csv"), EIGHT.minusSeconds(7200), "2026-11-24 06:00:00 UTC,,,1,,,,,,,,ERROR\n");
        assertThat(found(hour(), node(1, folder)).searchedFrom()).isEmpty();
        write(folder.resolve("a.csv"), EIGHT.plusSeconds(1000), "2026-11-24 08:00:00 UTC,,,1,,,,,,,,ERROR\n");
        ErrorLogAnswer.Found found = found(hour(), node(1, folder));
        assertThat(found.entries()).hasSize(300);
        assertThat(found.searchedFrom()).contains(EIGHT.plusSeconds(1001));
    }

    private ErrorLogAnswer.Found found(ReadErrorLog.Query query, Node... nodes) throws Exception {
        NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, clock);
        try (InstanceHealth health = new InstanceHealth(source, clock);
                ReadErrorLog log = new ReadErrorLog(source, health, clock)) {
            return (ErrorLogAnswer.Found) log.read(instance(nodes), query, true);
        }
    }

    /** So many records, one each second from then on. */
    private static String seconds(Instant from, int records) {
        StringBuilder log = new StringBuilder();
        for (int second = 0; second < records; second++) {
            String time = from.plusSeconds(second).toString();
            log.append(time.replace("T", " ").replace("Z", " UTC [1] LOG:  one\n"));
        }
        return log.toString();
    }

    private static Path all(Path folder) {
        return folder.resolve("a.log*");
    }

    private static ReadErrorLog.Query hour() {
        return new ReadErrorLog.Query(EIGHT, EIGHT.plusSeconds(3600), Optional.empty());
    }

    private static void write(Path file, Instant modified, String content) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    @Test
    void a_project_with_many_slow_searches_gets_busy_answers_and_does_not_delay_other_projects() throws Exception {
        Files.write(
                folder.resolve("a.log"), "a line of a library\n".repeat(100_000).getBytes(UTF_8));
        Path others = Files.createDirectory(folder.resolve("others"));
        write(others.resolve("a.log"), EIGHT.plusSeconds(10), seconds(EIGHT, 3));
        Instance instance = instance(node(1, folder), node(2, folder), node(3, folder), node(4, folder));
        Instance other = instance(node(5, others));
        LogSource.Limits slow = new LogSource.Limits(Optional.empty(), OptionalLong.of(10_000));
        NodeLogSource source = new NodeLogSource(slow, clock);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                InstanceHealth health = new InstanceHealth(source, clock);
                ReadErrorLog log = new ReadErrorLog(source, health, clock)) {
            for (int i = 0; i < 13; i++) {
                callers.execute(() -> {
                    try {
                        log.read(instance, query(), true);
                    } catch (Exception e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> log.read(instance, query(), true) instanceof ErrorLogAnswer.Busy);
            assertThat(log.read(other, query(), true))
                    .isInstanceOfSatisfying(
                            ErrorLogAnswer.Found.class,
                            found -> assertThat(found.entries()).hasSize(3));
            callers.shutdownNow();
        }
    }

    /** Never the same twice. */
    private ReadErrorLog.Query query() {
        return new ReadErrorLog.Query(EIGHT, EIGHT.plusSeconds(60L + queries.incrementAndGet()), Optional.empty());
    }

    private static Node node(int number, Path folder) {
        return new Node(
                new NodeId("%032xno03".formatted(number)),
                "node" + number,
                NodeRole.MASTER,
                Optional.empty(),
                new LogLocation.Directory(folder.toString()));
    }

    private static Instance instance(Node... nodes) {
        return new Instance(
                InstanceId.random(), ProjectId.random(), "orders", InstanceStatus.ACTIVE, "", List.of(nodes));
    }
}
