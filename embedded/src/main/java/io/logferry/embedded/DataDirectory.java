package io.logferry.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The folder in which one PostgreSQL server keeps all it has, and the files of ours beside it ({@code .lock}, {@code .out}). */
final class DataDirectory {
    private static final Pattern PORT = Pattern.compile("(?m)^port = '(\\d+)'$");

    private final Path path;

    private DataDirectory(Path path) {
        this.path = path;
    }

    /** The folder under its real name, by which a running server is recognized. Folders above it are made (mode 0700) where absent. */
    static DataDirectory at(Path absolute) throws IOException {
        Path parent = Objects.requireNonNull(absolute.getParent(), "a data directory can't be the root folder");
        return new DataDirectory(PrivateFiles.folder(parent).toRealPath().resolve(absolute.getFileName()));
    }

    Path path() {
        return path;
    }

    /** What the server says before (or without) its logging collector. */
    Path output() {
        return beside(".out");
    }

    /**
     * Takes the folder for this process, for as long as the lock is open. Without it a second Logferry on the same home would take the first
     * one's server for a left-over.
     */
    ProcessLock lock() throws IOException {
        return ProcessLock.tryTake(beside(".lock"))
                .orElseThrow(() -> new PostgresStartException("The PostgreSQL data in " + path
                        + " is in use by another Logferry. Stop that one, or choose another home (logferry.home,"
                        + " LOGFERRY_HOME)."));
    }

    /** Makes a new database cluster unless there is one. It appears whole or not at all. */
    void initialize(PostgresCommand command, PrivatePostgres.Settings settings)
            throws IOException, InterruptedException {
        if (Files.exists(path.resolve("PG_VERSION"))) {
            return;
        }
        // hidden names, so that they meet nothing that an owner keeps here
        Path part = path.resolveSibling("." + path.getFileName() + ".initdb");
        Path passwordFile = path.resolveSibling("." + path.getFileName() + ".initdb-password");
        PrivateFiles.deleteTree(part);
        PrivateFiles.write(passwordFile, settings.password().value() + "\n");
        try {
            List<String> arguments = new ArrayList<>(List.of(
                    "--pgdata=" + part,
                    "--username=postgres",
                    "--pwfile=" + passwordFile,
                    "--auth-local=scram-sha-256",
                    "--auth-host=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C"));
            if (!settings.durable()) {
                arguments.add("--no-sync");
            }
            if (command.start(output(), "initdb", arguments).waitFor() != 0) {
                throw new PostgresStartException("A new PostgreSQL can't be made in " + path + ": " + lastWords());
            }
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Replaces the server's configuration. */
    void configure(int port, Map<String, String> parameters) {
        String lines = parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + " = " + quoted(parameter.getValue()) + "\n")
                .collect(Collectors.joining());
        PrivateFiles.write(
                path.resolve("postgresql.conf"), "# Written anew at each start.\nport = '" + port + "'\n" + lines);
    }

    /** The port that the server had the last time, 0 if there was none. */
    int previousPort() throws IOException {
        Path configuration = path.resolve("postgresql.conf");
        if (!Files.exists(configuration)) {
            return 0;
        }
        Matcher port = PORT.matcher(Files.readString(configuration));
        return port.find() ? Integer.parseInt(port.group(1)) : 0;
    }

    /** The end of what initdb or the server said. */
    String lastWords() throws IOException {
        if (!Files.exists(output())) {
            return "(it said nothing)";
        }
        List<String> lines = Files.readAllLines(output());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private Path beside(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }
}
