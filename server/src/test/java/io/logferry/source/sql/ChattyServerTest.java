package io.logferry.source.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.id.Secret;
import io.logferry.instance.Node;
import io.logferry.source.CollectingSink;
import io.logferry.source.GrantsScript;
import io.logferry.source.OneServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server that logs as much as it can: reading the log must not fill the log. */
class ChattyServerTest extends OneServer {
    private static final int LITTLE = 4 << 10;

    private static Secret reader;

    @BeforeAll
    static void start() throws Exception {
        startServer(Map.of(
                "log_min_duration_statement", "0",
                "log_statement", "all",
                "log_duration", "on",
                "log_connections", "on",
                "log_disconnections", "on",
                "log_line_prefix", "%m [%p] %q%u@%d "));
        reader = server.login("logferry");
        GrantsScript.run(server, "logferry");
    }

    @Test
    void reading_the_log_hardly_makes_it_longer() throws Exception {
        Node node = server.node("logferry", reader, Optional.empty());
        server.settle("stderr");
        Path log = server.written("stderr");
        long before = Files.size(log);

        source.probe(node);
        source.copyTo(node, new CollectingSink());
        for (int look = 0; look < 5; look++) {
            source.browse(
                    node,
                    Instant.EPOCH,
                    recent -> recent.nextOlder().orElseThrow().size());
        }

        server.settle("stderr");
        assertThat(ours(log, before))
                .as(Files.readString(log).substring((int) before))
                .isLessThan(LITTLE)
                .isPositive();
    }

    /** The server must still log what an application does with the same login. */
    @Test
    void the_server_still_logs_the_logins_of_applications() throws Exception {
        Secret password = server.login("shop");
        server.execute("CREATE TABLE customer (id int); GRANT SELECT ON customer TO shop");
        GrantsScript.run(server, "shop");
        assertThat(server.query("SELECT rolconfig FROM pg_roles WHERE rolname = 'shop'"))
                .isNull();
        source.probe(server.node("shop", password, Optional.empty()));
        assertThat(server.query("SELECT rolconfig FROM pg_roles WHERE rolname = 'logferry'"))
                .contains("log_statement=none");
    }

    /** The size of the lines that name the login, or were written before the server knew the login. */
    private static long ours(Path log, long from) throws Exception {
        byte[] said = Files.readAllBytes(log);
        String text = new String(said, (int) from, (int) (said.length - from), StandardCharsets.UTF_8);
        return text.lines()
                .filter(line -> !line.contains("postgres@postgres"))
                .mapToLong(line -> line.length() + 1L)
                .sum();
    }
}
