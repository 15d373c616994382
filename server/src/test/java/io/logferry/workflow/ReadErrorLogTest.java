package io.logferry.workflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.health.InstanceHealth;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.instance.Instance;
import io.logferry.instance.InstanceStatus;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import io.logferry.source.NodeLogSource;
import io.logferry.source.SourceLimits;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void nodes_that_cannot_be_read_are_told_only_where_none_can() throws Exception {
        Files.writeString(folder.resolve("a.log"), "2026-11-24 08:00:00 UTC [1] ERROR:  one\n");
        Node good = node(1, folder);
        Node bad = node(2, folder.resolve("missing"));
        NodeLogSource source = new NodeLogSource(SourceLimits.NONE, clock);
        try (InstanceHealth health = new InstanceHealth(source, clock);
                ReadErrorLog log = new ReadErrorLog(source, health, clock)) {
            assertThat(log.read(instance(good, bad), query(), true))
                    .isInstanceOfSatisfying(ErrorLogAnswer.Found.class, found -> {
                        assertThat(found.entries())
                                .extracting(ErrorLogEntry::content)
                                .containsExactly("one");
                        assertThat(found.truncated()).isTrue();
                    });
            assertThat(log.read(instance(bad), query(), true))
                    .isInstanceOfSatisfying(
                            ErrorLogAnswer.InstanceFaulty.class,
                            faulty -> assertThat(faulty.reason()).contains("node2"));
        }
    }

    @Test
    void whoever_comes_while_many_searches_run_is_told_to_come_again() throws Exception {
        Files.write(
                folder.resolve("a.log"), "a line of a library\n".repeat(100_000).getBytes(UTF_8));
        Instance instance = instance(node(1, folder));
        SourceLimits slow = new SourceLimits(Optional.empty(), OptionalLong.of(10_000));
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
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> log.read(instance, query(), true) instanceof ErrorLogAnswer.Busy);
            callers.shutdownNow();
        }
    }

    /** Never the same twice. */
    private ErrorLogQuery query() {
        return new ErrorLogQuery(EIGHT, EIGHT.plusSeconds(60L + queries.incrementAndGet()), Optional.empty());
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
