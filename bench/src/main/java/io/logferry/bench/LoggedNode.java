package io.logferry.bench;

import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PostgresBinaries;
import io.logferry.embedded.PrivatePostgres;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real PostgreSQL with a log of a given size in its log directory, which doesn't grow during the measurement. The service reads it with
 * the login that the documentation recommends, the baseline as the superuser, which is faster.
 */
final class LoggedNode implements AutoCloseable {
    /** The login of the service. */
    static final String LOGIN = "logferry";

    private static final String LOG_DIRECTORY = "log";
    private static final Map<String, String> QUIET = Map.of(
            "logging_collector", "on",
            "log_directory", LOG_DIRECTORY,
            "log_filename", "postgresql-%Y-%m-%d_%H%M%S.log",
            "log_checkpoints", "off",
            "autovacuum", "off");

    private final String name;
    private final InstanceId instance = InstanceId.random();
    private final NodeId node = NodeId.random();
    private final Secret superuserPassword;
    private final Secret password = PasswordFile.random();
    private final PrivatePostgres postgres;

    private LoggedNode(String name, PrivatePostgres postgres, Secret superuserPassword) {
        this.name = name;
        this.postgres = postgres;
        this.superuserPassword = superuserPassword;
    }

    /** A file of the log as the export lists it. */
    record LogPart(String name, long size) {}

    static LoggedNode start(PostgresBinaries binaries, Path folder, String name, long logSize, Path grants)
            throws IOException, InterruptedException {
        Secret superuserPassword = PasswordFile.random();
        PrivatePostgres postgres = PrivatePostgres.start(
                binaries,
                new PrivatePostgres.Settings(folder.resolve(name).resolve("data"), superuserPassword)
                        .withParameters(QUIET));
        LoggedNode node = new LoggedNode(name, postgres, superuserPassword);
        try {
            node.grant(grants);
            node.writeLog(logSize);
            return node;
        } catch (IOException | InterruptedException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private void grant(Path script) throws InterruptedException {
        psql("-q", "-v", "login=" + LOGIN, "-f", script.toString());
        psql("-q", "-c", "ALTER ROLE %s PASSWORD '%s'".formatted(LOGIN, password.value()));
    }

    private void writeLog(long size) throws IOException {
        Path file = logFolder().resolve("postgresql-2026-01-01_000000.log");
        GeneratedLog.write(file, size);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T00:00:00Z")));
    }

    /** The whole log, oldest first. */
    List<LogPart> log() throws IOException {
        List<LogPart> parts = new ArrayList<>();
        try (Stream<Path> files = Files.list(logFolder())) {
            for (Path file :
                    files.sorted(Comparator.comparing(Path::getFileName)).toList()) {
                parts.add(new LogPart(file.getFileName().toString(), Files.size(file)));
            }
        }
        return parts;
    }

    Path logFolder() {
        return postgres.dataDirectory().resolve(LOG_DIRECTORY);
    }

    /** The path of the file for the server's own functions. */
    static String serverPath(LogPart part) {
        return LOG_DIRECTORY + "/" + part.name();
    }

    private void psql(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("psql", "-X"));
        command.addAll(List.of(arguments));
        Command.run(command, superuser());
    }

    /** The environment with which libpq's programs log in as the superuser. */
    Map<String, String> superuser() {
        return Map.of(
                "PGHOST", "127.0.0.1",
                "PGPORT", Integer.toString(postgres.port()),
                "PGUSER", "postgres",
                "PGDATABASE", "postgres",
                "PGPASSWORD", superuserPassword.value());
    }

    String name() {
        return name;
    }

    InstanceId instance() {
        return instance;
    }

    NodeId node() {
        return node;
    }

    int port() {
        return postgres.port();
    }

    Secret password() {
        return password;
    }

    @Override
    public void close() {
        postgres.close();
    }
}
