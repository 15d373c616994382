package io.logferry.source.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.instance.Node;
import io.logferry.retry.Pause;
import io.logferry.source.CollectingSink;
import io.logferry.source.LogServer;
import io.logferry.source.SourceLimits;
import io.logferry.source.copy.CopyObserver;
import io.logferry.source.copy.CopyObserver.Moment;
import io.logferry.source.node.NodeLogSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session that the server ends in the middle of a slice, as a standby's recovery does it where it can't cancel the query. */
class LostConnectionTest {
    private static final String END_SESSIONS = """
            SELECT count(*) FROM (SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
                WHERE application_name = 'logferry') session WHERE ended""";

    @TempDir
    private static Path folder;

    private static LogServer server;

    private final CollectingSink sink = new CollectingSink();
    private final AtomicInteger ended = new AtomicInteger();

    @BeforeAll
    static void start() {
        server = LogServer.start(folder, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void the_connection_is_made_anew_and_the_slice_repeated() throws Exception {
        byte[] content = new byte[64 << 20];
        new Random(1).nextBytes(content);
        server.older("postgresql-2025-01-01_000000.log", content, 200_000);
        CopyObserver once = (moment, file) -> {
            if (moment == Moment.BYTES_COPIED && ended.get() == 0) {
                ended.addAndGet(endSessions());
            }
        };
        Node node = server.superuserNode(Optional.empty());

        new NodeLogSource(SourceLimits.NONE, InstantSource.system(), Pause.SLEEP, once).copyTo(node, sink);

        assertThat(ended).hasValue(1);
        assertThat(sink.beginnings()).isEqualTo(1);
        assertThat(Arrays.mismatch(sink.bytes(), content)).isEqualTo(content.length);
    }

    private static int endSessions() {
        try {
            return Integer.parseInt(server.query(END_SESSIONS));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
