package io.logferry.source.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.instance.Node;
import io.logferry.source.OneServer;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server ends a session in the middle of a slice, as a standby's recovery does if it can't cancel the query. */
class LostConnectionTest extends OneServer {
    private static final String END_SESSIONS = """
            SELECT count(*) FROM (SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
                WHERE application_name = 'logferry') session WHERE ended""";

    private final AtomicInteger ended = new AtomicInteger();

    @BeforeAll
    static void start() {
        startServer(Map.of());
    }

    @Test
    void the_reader_logs_in_again_and_repeats_the_slice() throws Exception {
        byte[] content = new byte[64 << 20];
        new Random(1).nextBytes(content);
        server.older("postgresql-2025-01-01_000000.log", content, 200_000);
        sink.whenWritten(file -> {
            if (ended.get() == 0) {
                ended.addAndGet(endSessions());
            }
        });
        Node node = server.superuserNode(Optional.empty());

        source.copyTo(node, sink);

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
