package io.logferry.source.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logferry.BreakableWay;
import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.TestPostgres;
import io.logferry.id.Secret;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.retry.Patience;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.CollectingSink;
import io.logferry.source.LogServer;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.node.NodeLogSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real PostgreSQL goes away in the middle of a copy, and comes back. */
class NodeFaultTest {
    private static final Patience PATIENCE = new Patience(Duration.ofMinutes(10));
    private static final String OLDER = "postgresql-2025-01-01_000000.log";

    @TempDir
    private Path folder;

    private final CollectingSink sink = new CollectingSink();
    private final Secret password = PasswordFile.random();
    private final byte[] content = new byte[24 << 20];
    private volatile LogServer server;
    private CompletableFuture<Void> comingBack = CompletableFuture.completedFuture(null);
    private BreakableWay way;

    @BeforeEach
    void start() throws Exception {
        server = LogServer.start(TestPostgres.binaries(), folder, Map.of(), password);
        way = new BreakableWay(server.postgres().port());
        new Random(1).nextBytes(content);
        server.older(OLDER, content, 200_000);
    }

    @AfterEach
    void stop() throws Exception {
        comingBack.join();
        way.close();
        server.close();
    }

    /** What happens to the node, or to the connection to it. */
    enum Mishap {
        THE_CONNECTION_IS_RESET {
            @Override
            void happen(NodeFaultTest test) throws Exception {
                test.way.reset();
            }
        },
        THE_ANSWER_IS_CUT_SHORT {
            @Override
            void happen(NodeFaultTest test) {
                test.way.cutAnswersAfter(1 << 20);
            }
        },
        CONNECTIONS_ARE_REFUSED_FOR_TWO_SECONDS {
            @Override
            void happen(NodeFaultTest test) throws Exception {
                test.way.refuse();
                test.soon(test.way::mend);
            }
        },
        IT_IS_STOPPED_AND_STARTED {
            @Override
            void happen(NodeFaultTest test) {
                test.server.close();
                test.soon(test::startAgain);
            }
        },
        IT_IS_KILLED_AND_STARTED {
            @Override
            void happen(NodeFaultTest test) throws Exception {
                long postmaster = Long.parseLong(Files.readAllLines(
                                test.server.postgres().dataDirectory().resolve("postmaster.pid"))
                        .getFirst());
                ProcessHandle.of(postmaster).orElseThrow().destroyForcibly();
                test.server.close();
                test.soon(test::startAgain);
            }
        };

        abstract void happen(NodeFaultTest test) throws Exception;
    }

    private void soon(BreakableWay.Happening happening) {
        comingBack = BreakableWay.soon(happening);
    }

    private void startAgain() {
        server = LogServer.start(TestPostgres.binaries(), folder, Map.of(), password);
    }

    @ParameterizedTest
    @EnumSource
    void a_copy_continues_where_it_stopped_when_the_node_is_back(Mishap mishap) throws Exception {
        LogSource.Reading reading = copy(PATIENCE, () -> mishap.happen(this));

        assertThat(sink.beginnings()).isEqualTo(1);
        assertThat(Arrays.equals(sink.bytes(), content)).isTrue();
        if (mishap.ordinal() >= Mishap.CONNECTIONS_ARE_REFUSED_FOR_TWO_SECONDS.ordinal()) {
            assertThat(reading.notes())
                    .anyMatch(
                            note -> note.matches(
                                    "Node orders_node0 could not be reached for [1-9][0-9]* s; the export waited and continued."));
        }
    }

    @Test
    void a_log_that_was_replaced_while_the_node_was_away_is_read_again() throws Exception {
        byte[] another = new byte[content.length + 1];
        new Random(2).nextBytes(another);
        copy(PATIENCE, () -> {
            server.older(OLDER, another, 100_000);
            way.reset();
        });

        assertThat(sink.beginnings()).isEqualTo(2);
        assertThat(Arrays.equals(sink.bytes(), another)).isTrue();
    }

    @Test
    void bytes_before_garbage_are_not_taken_for_the_log() throws Exception {
        LogSource.Reading reading = copy(PATIENCE, () -> {
            way.garble(true);
            soon(() -> way.garble(false));
        });
        assertThat(sink.beginnings()).isEqualTo(2);
        assertThat(Arrays.equals(sink.bytes(), content)).isTrue();
        assertThat(reading.notes())
                .anyMatch(note ->
                        note.matches("Node orders_node0 could not be reached, or sent something that was not requested,"
                                + " for [1-9][0-9]* s; the export waited and continued."));
    }

    @Test
    void reading_a_node_that_sends_garbage_for_too_long_fails() {
        LogSourceException failure = catchThrowableOfType(
                LogSourceException.class, () -> copy(new Patience(Duration.ofSeconds(1)), () -> way.garble(true)));
        assertThat(failure.fault()).isEqualTo(Fault.WRONG_ANSWER);
        assertThat(failure).hasMessageContaining("orders_node0 sent something that was not requested");
    }

    @Test
    void a_login_that_is_refused_from_then_on_fails_at_once() {
        LogSourceException failure = catchThrowableOfType(
                LogSourceException.class,
                () -> copy(new Patience(Duration.ofDays(1)), () -> {
                    server.execute("ALTER ROLE postgres PASSWORD 'another'");
                    way.reset();
                }));

        assertThat(failure.fault()).isEqualTo(Fault.LOGIN_REFUSED);
    }

    @Test
    void reading_a_node_that_stays_away_fails_after_a_while() {
        LogSourceException failure = catchThrowableOfType(
                LogSourceException.class, () -> copy(new Patience(Duration.ofSeconds(1)), way::refuse));

        assertThat(failure.fault()).isEqualTo(Fault.UNREACHABLE);
    }

    /** Copies the log; the mishap happens when the first bytes have arrived. */
    private LogSource.Reading copy(Patience patience, BreakableWay.Happening happening) throws Exception {
        AtomicBoolean happened = new AtomicBoolean();
        sink.whenWritten(file -> {
            if (file.equals(OLDER) && !happened.getAndSet(true)) {
                try {
                    happening.happen();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        });
        return new NodeLogSource(
                        LogSource.Limits.NONE, patience, InstantSource.system(), Pause.SLEEP, LogCopy.Observer.NONE)
                .copyTo(node(), sink);
    }

    private Node node() {
        Node direct = server.superuserNode(
                Optional.of(server.logFolder().resolve(OLDER).toAbsolutePath().toString()));
        NodeAddress address =
                new NodeAddress("127.0.0.1", way.port(), "postgres", "postgres", password, "disable", Optional.empty());
        return new Node(direct.id(), direct.name(), direct.role(), Optional.of(address), direct.log());
    }
}
