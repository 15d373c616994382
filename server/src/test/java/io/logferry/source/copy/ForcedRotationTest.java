package io.logferry.source.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.id.Secret;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.CollectingSink;
import io.logferry.source.GrantsScript;
import io.logferry.source.LogServer;
import io.logferry.source.LogSource;
import io.logferry.source.copy.LogCopy.Moment;
import io.logferry.source.node.NodeLogSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code pg_rotate_logfile} makes the collector start a new file, at each moment of an export. */
class ForcedRotationTest {
    private static final Pattern NUMBERED = Pattern.compile("LOG:  number (\\d+)");

    @TempDir
    private static Path folder;

    private static LogServer server;
    private static Secret password;
    private static int said;

    private final CollectingSink sink = new CollectingSink();

    enum Way {
        SUPERUSER,
        GRANTED,
        DIRECTORY
    }

    @BeforeAll
    static void start() throws Exception {
        server = LogServer.start(folder, Map.of());
        password = server.login("reader");
        GrantsScript.run(server, "reader");
        said = 0;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void no_line_is_lost_or_repeated(Way way) throws Exception {
        Node node = node(way);
        for (Moment when : Moment.values()) {
            say();
            int before = said;
            AtomicInteger rotations = new AtomicInteger();
            copy(node, (moment, file) -> {
                if (moment == when && isLast(moment, file) && rotations.getAndIncrement() == 0) {
                    rotate();
                    say();
                }
            });
            assertThat(rotations).as("%s", when).hasPositiveValue();
            List<Integer> taken = numbers();
            assertThat(taken).as("%s", when).hasSizeGreaterThanOrEqualTo(before);
            assertThat(upTo(said)).as("%s", when).startsWith(taken.toArray(Integer[]::new));
            assertThat(inFiles()).as("%s", when).startsWith(text());
            copy(node, LogCopy.Observer.NONE);
            assertThat(numbers()).as("%s", when).isEqualTo(upTo(said));
        }
    }

    private static boolean isLast(Moment moment, String file) {
        return moment == Moment.LISTED
                || moment == Moment.PINNED
                || file.equals(written().getFileName().toString());
    }

    private void copy(Node node, LogCopy.Observer observer) throws Exception {
        new NodeLogSource(LogSource.Limits.NONE, InstantSource.system(), Pause.SLEEP, observer).copyTo(node, sink);
    }

    private static Node node(Way way) {
        Node granted = server.node("reader", password, Optional.empty());
        return switch (way) {
            case SUPERUSER -> server.superuserNode(Optional.empty());
            case GRANTED -> granted;
            case DIRECTORY ->
                new Node(
                        granted.id(),
                        granted.name(),
                        granted.role(),
                        granted.address(),
                        new LogLocation.Directory(server.logFolder() + "/*.log"));
        };
    }

    private static void say() {
        try {
            server.say("number " + ++said);
            server.settle("stderr");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void rotate() {
        try {
            server.rotate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Path written() {
        try {
            return server.written("stderr");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private String text() {
        return new String(sink.bytes(), UTF_8);
    }

    private List<Integer> numbers() {
        return NUMBERED.matcher(text())
                .results()
                .map(match -> Integer.valueOf(match.group(1)))
                .toList();
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    /** The names are times, so they are in order. */
    private static String inFiles() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(server.logFolder())) {
            for (Path file : files.sorted().toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
