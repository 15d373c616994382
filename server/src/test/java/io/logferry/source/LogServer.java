package io.logferry.source;

import static org.awaitility.Awaitility.await;

import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PostgresBinaries;
import io.logferry.embedded.PrivatePostgres;
import io.logferry.embedded.TestPostgres;
import io.logferry.id.NodeId;
import io.logferry.id.Secret;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;

/** A real PostgreSQL whose log is read. It logs as little as possible, so that a test can write the files. */
public final class LogServer implements AutoCloseable {
    private final PrivatePostgres postgres;
    private final Secret superuserPassword;

    private LogServer(PrivatePostgres postgres, Secret superuserPassword) {
        this.postgres = postgres;
        this.superuserPassword = superuserPassword;
    }

    public static LogServer start(Path folder, Map<String, String> parameters) {
        return start(TestPostgres.binaries(), folder, parameters);
    }

    public static LogServer start(PostgresBinaries binaries, Path folder, Map<String, String> parameters) {
        return start(binaries, folder, parameters, PasswordFile.random());
    }

    /** @param password must be the same each time that a server is started in this folder */
    public static LogServer start(
            PostgresBinaries binaries, Path folder, Map<String, String> parameters, Secret password) {
        Map<String, String> all = new HashMap<>(Map.of(
                "logging_collector", "on",
                "log_rotation_age", "0", // else the collector starts a new file at midnight
                "log_directory", "log",
                "log_filename", "postgresql-%Y-%m-%d_%H%M%S.log",
                "log_checkpoints", "off",
                "autovacuum", "off",
                "fsync", "off"));
        all.putAll(parameters);
        return new LogServer(
                PrivatePostgres.start(
                        binaries,
                        new PrivatePostgres.Settings(folder.resolve("data"), password)
                                .withoutDurability()
                                .withParameters(all)),
                password);
    }

    public Path logFolder() {
        return postgres.dataDirectory().resolve("log");
    }

    public PrivatePostgres postgres() {
        return postgres;
    }

    public Node superuserNode(Optional<String> path) {
        return node("postgres", superuserPassword, path);
    }

    public Node node(String user, Secret password, Optional<String> path) {
        return new Node(
                new NodeId("06f1c2ad57604ae89e153e4d27f4e4b8no03"),
                "orders_node0",
                NodeRole.MASTER,
                Optional.of(new NodeAddress(
                        "127.0.0.1", postgres.port(), "postgres", user, password, "disable", Optional.empty())),
                new LogLocation.Sql(path));
    }

    /** A login that may only connect. */
    public Secret login(String name) throws SQLException {
        Secret password = PasswordFile.random();
        execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + password.value() + "'");
        return password;
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = postgres.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public String query(String sql) throws SQLException {
        try (Connection connection = postgres.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : null;
        }
    }

    /** The file that the collector writes now. */
    public Path written(String format) throws SQLException {
        return postgres.dataDirectory().resolve(query("SELECT pg_current_logfile('" + format + "')"));
    }

    /** Makes the server write a line into its log. */
    public void say(String words) throws SQLException {
        execute("DO $$ BEGIN RAISE LOG '" + words + "'; END $$");
    }

    /** Waits until all earlier lines are in the log: the collector writes them with a delay. */
    public void settle(String format) throws SQLException {
        String marker = "settled " + UUID.randomUUID();
        say(marker);
        soon().until(() ->
                Files.readString(written(format), StandardCharsets.ISO_8859_1).contains(marker));
    }

    /**
     * Makes the collector start a new file. A file's name has whole seconds, so this waits for the next second; and it asks only once, because the
     * collector answers later, and might start another file for the second request.
     */
    public void rotate() throws SQLException {
        Path old = written("stderr");
        String secondNow =
                "SELECT to_char(clock_timestamp() AT TIME ZONE current_setting('log_timezone'), 'YYYY-MM-DD_HH24MISS')";
        soon().until(() -> !old.getFileName().toString().contains(query(secondNow)));
        execute("SELECT pg_rotate_logfile()");
        soon().until(() -> !written("stderr").equals(old));
    }

    /** Polls often, for conditions that are usually met within a few milliseconds. */
    public static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofMinutes(1));
    }

    /** An older log file, last modified so many seconds ago. */
    public Path older(String name, byte[] content, long secondsAgo) throws IOException {
        Path file = logFolder().resolve(name);
        Files.write(file, content);
        Ages.set(file, secondsAgo);
        return file;
    }

    @Override
    public void close() {
        postgres.close();
    }
}
