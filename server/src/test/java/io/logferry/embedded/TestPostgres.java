package io.logferry.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One real PostgreSQL for all tests of this JVM, started at the first call and removed at the end; each test takes a fresh database of its own.
 *
 * <pre>{@code
 * private final Jdbi jdbi = TestPostgres.shared().migrated().jdbi();
 * }</pre>
 */
public final class TestPostgres {
    private static final String TEMPLATE = "migrated_template";

    private final PrivatePostgres server;
    private final AtomicInteger databases = new AtomicInteger();
    private boolean templateIsMade;

    private TestPostgres(PrivatePostgres server) {
        this.server = server;
    }

    /** A database of one test: connections are the superuser's and new at each call. */
    public record Database(
            String name, String jdbcUrl, String user, String password, PGSimpleDataSource dataSource, Jdbi jdbi) {}

    private static final class Shared {
        private static final TestPostgres INSTANCE = startShared();
    }

    public static TestPostgres shared() {
        return Shared.INSTANCE;
    }

    /** PostgreSQL 18, unpacked once on this machine. */
    public static PostgresBinaries binaries() {
        return PostgresBinaries.fromClassPath(
                PostgresBinaries.cacheFolder(Path.of(System.getProperty("java.io.tmpdir"))));
    }

    /** The server itself, for tests that make logins, look at its settings or its dsn. */
    public PrivatePostgres server() {
        return server;
    }

    /** A fresh, empty database. */
    public Database empty() {
        return create("template0");
    }

    /** A fresh database with all Flyway migrations of the server. */
    public Database migrated() {
        makeTemplate();
        return create(TEMPLATE);
    }

    private synchronized void makeTemplate() {
        if (templateIsMade) {
            return;
        }
        execute("CREATE DATABASE " + TEMPLATE);
        Flyway.configure().dataSource(server.dataSource(TEMPLATE)).load().migrate();
        templateIsMade = true;
    }

    private Database create(String template) {
        String name = "test_" + databases.incrementAndGet();
        execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        PGSimpleDataSource source = server.dataSource(name);
        String password = source.getPassword();
        return new Database(
                name,
                server.jdbcUrl(name),
                "postgres",
                password,
                source,
                Jdbi.create(source).installPlugin(new PostgresPlugin()));
    }

    private void execute(String sql) {
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private static TestPostgres startShared() {
        try {
            Path folder = Files.createTempDirectory("logferry-test-postgres");
            PrivatePostgres server = PrivatePostgres.start(
                    binaries(),
                    new PrivatePostgres.Settings(folder.resolve("data"), PasswordFile.random())
                            .withoutDurability()
                            .withParameters(Map.of("max_connections", "200")));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(server, folder)));
            return new TestPostgres(server);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void remove(PrivatePostgres server, Path folder) {
        server.close();
        try {
            PrivateFiles.deleteTree(folder);
        } catch (IOException e) {
            throw new AssertionError("The folder " + folder + " of the tests' PostgreSQL can't be removed", e);
        }
    }
}
