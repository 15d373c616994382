package io.logferry.source.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logferry.id.Secret;
import io.logferry.instance.Node;
import io.logferry.source.GrantsScript;
import io.logferry.source.HostileServer;
import io.logferry.source.LogServer;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.OneServer;
import io.logferry.source.PgBouncer;
import io.logferry.source.node.NodeLogSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node behind a real PgBouncer whose clients share one session, as in transaction and statement pooling. */
class PooledNodeTest extends OneServer {
    private static final List<String> SETTINGS = List.of(
            "search_path",
            "default_transaction_read_only",
            "default_transaction_isolation",
            "statement_timeout",
            "lock_timeout",
            "idle_in_transaction_session_timeout",
            "extra_float_digits",
            "client_min_messages");

    private static Secret password;

    @BeforeAll
    static void start() throws Exception {
        startServer(Map.of());
        password = server.login("app");
        server.execute("CREATE SCHEMA shop AUTHORIZATION app; CREATE TABLE shop.orders (id int);"
                + " ALTER TABLE shop.orders OWNER TO app; ALTER ROLE app SET search_path = shop");
        GrantsScript.run(server, "app");
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "transaction", "statement"})
    void nothing_is_left_behind_in_the_session_that_others_share(String mode) throws Exception {
        byte[] content = new byte[9 << 20];
        new Random(3).nextBytes(content);
        server.older("postgresql-2025-01-01_000000.log", content, 200_000);
        try (PgBouncer bouncer = PgBouncer.start(server, "app", password, mode)) {
            Map<String, String> before = settings(bouncer);

            source.probe(bouncer.node());
            source.copyTo(bouncer.node(), sink);
            source.browse(
                    bouncer.node(),
                    Instant.EPOCH,
                    recent -> recent.nextOlder().orElseThrow().size());

            assertThat(sink.bytes()).startsWith(content);
            assertThat(settings(bouncer)).isEqualTo(before);
            try (Connection application = bouncer.connect();
                    Statement statement = application.createStatement()) {
                assertThat(statement.executeUpdate("INSERT INTO orders VALUES (1)"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void a_pooler_that_is_full_for_now_is_waited_for() throws Exception {
        try (PgBouncer bouncer = PgBouncer.start(server, "app", password, "session", "max_client_conn = 1");
                Connection taken = bouncer.connect()) {
            assertThat(taken.isClosed()).isFalse();
            assertThat(failure(bouncer.node()))
                    .extracting(LogSourceException::fault)
                    .isEqualTo(Fault.UNREACHABLE);
        }
    }

    /** The pooler has not reached its server since it was started, so it can't answer the logins of its clients. */
    @Test
    void a_pooler_whose_server_is_away_or_starting_up_is_waited_for() throws Exception {
        LogServer away = LogServer.start(folder.resolve("away"), Map.of());
        away.close();
        try (PgBouncer bouncer = PgBouncer.start(
                away, "postgres", password, "session", "server_login_retry = 60\nquery_wait_timeout = 2")) {
            for (int i = 0; i < 2; i++) {
                assertThat(failure(bouncer.node()))
                        .extracting(LogSourceException::fault)
                        .isEqualTo(Fault.UNREACHABLE);
            }
        }
        for (String said : List.of(
                "the database system is starting up",
                "das Datenbanksystem startet",
                "pgbouncer cannot connect to server",
                "client_login_timeout (server down)")) {
            assertThat(said(said)).as(said).isEqualTo(Fault.UNREACHABLE);
        }
    }

    @Test
    void a_permanent_error_of_a_pooler_is_not_waited_for() throws Exception {
        try (PgBouncer bouncer = PgBouncer.start(server, "app", new Secret("wrong"), "session")) {
            assertThat(failure(bouncer.node()))
                    .extracting(LogSourceException::fault)
                    .isEqualTo(Fault.LOGIN_REFUSED);
        }
        for (String said : List.of(
                "no such database: orders",
                "no such user: app",
                "SSL required",
                "SASL authentication failed",
                "password authentication failed",
                "unsupported frontend protocol 3.9")) {
            assertThat(said(said)).as(said).isEqualTo(Fault.LOGIN_REFUSED);
        }
    }

    private static LogSourceException failure(Node node) {
        LogSourceException failure = catchThrowableOfType(
                LogSourceException.class,
                () -> new NodeLogSource(LogSource.Limits.NONE, InstantSource.system()).probe(node));
        assertThat(failure).isNotNull();
        return failure;
    }

    /** The failure if a pooler sends this message, in the form of PgBouncer 1.18. */
    private static Fault said(String words) throws Exception {
        try (HostileServer pooler = HostileServer.beforeLogin(session -> {
            session.message('E', HostileServer.Session.text("SFATAL", "C08P01", "M" + words, ""));
            session.stay();
        })) {
            return failure(pooler.node()).fault();
        }
    }

    private static Map<String, String> settings(PgBouncer bouncer) throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        try (Connection application = bouncer.connect();
                Statement statement = application.createStatement()) {
            for (String setting : SETTINGS) {
                try (ResultSet value = statement.executeQuery("SHOW " + setting)) {
                    value.next();
                    settings.put(setting, value.getString(1));
                }
            }
        }
        return settings;
    }
}
