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

/** The data directory of one PostgreSQL server, and our files beside it ({@code .lock}, {@code .out}). */
final class DataDirectory {
    private static final Pattern PORT = Pattern.compile("(?m)^port = '(\\d+)'$");

    private final Path path;

    private DataDirectory(Path path) {
        this.path = path;
    }

    /** The folder under its real name, which identifies a running server. Creates the folders above it (mode 0700). */
    static DataDirectory at(Path absolute) throws IOException {
        Path parent = Objects.requireNonNull(absolute.getParent(), "a data directory can't be the root folder");
        return new DataDirectory(PrivateFiles.folder(parent).toRealPath().resolve(absolute.getFileName()));
    }

    Path path() {
        return path;
    }

    /** The output of initdb, and of the server before its logging collector starts. */
    Path output() {
        return beside(".out");
    }

    /**
     * Locks the folder for this process. Otherwise a second Logferry with the same home would stop the server of the first one, as if a
     * killed JVM had left it behind.
     */
    ProcessLock lock() throws IOException {
        return ProcessLock.tryTake(beside(".lock"))
                .orElseThrow(() -> new PostgresStartException("The PostgreSQL data in " + path
                        + " is in use by another Logferry. Stop it, or choose another home (logferry.home,"
                        + " LOGFERRY_HOME)."));
    }

    /** Creates the database cluster unless there is one. If this fails, nothing is there. */
    void initialize(PostgresBinaries binaries, PrivatePostgres.Settings settings)
            throws IOException, InterruptedException {
        if (Files.exists(path.resolve("PG_VERSION"))) {
            return;
        }
        // hidden names, so that they replace no file of the user
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
            if (binaries.start(output(), "initdb", arguments).waitFor() != 0) {
                throw new PostgresStartException(
                        "initdb can't create a database cluster in " + path + ": " + lastLines());
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
                path.resolve("postgresql.conf"), "# Replaced at each start.\nport = '" + port + "'\n" + lines);
    }

    /** The port of the last start; 0 if there was none. */
    int previousPort() {
        Matcher port =
                PORT.matcher(PrivateFiles.read(path.resolve("postgresql.conf")).orElse(""));
        return port.find() ? Integer.parseInt(port.group(1)) : 0;
    }

    /** The last 8 lines that initdb or the server has written. */
    String lastLines() {
        List<String> lines =
                PrivateFiles.read(output()).orElse("(no output)").lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private Path beside(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }
}
