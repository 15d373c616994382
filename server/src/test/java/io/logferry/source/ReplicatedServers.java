package io.logferry.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PostgresBinaries;
import io.logferry.id.Secret;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.record.LogFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A primary and a standby that streams from it. Both have the login {@code reader}, which may call the two functions of grants.sql and nothing else. */
public final class ReplicatedServers implements AutoCloseable {
    public static final String READER = "reader";
    static final String LATIN1 = "latin";

    private static final Map<String, String> PARAMETERS = Map.of(
            "log_line_prefix", "%m [%p] %q%u@%d ",
            "log_timezone", "Asia/Kathmandu",
            "max_connections", "40",
            // otherwise the standby gets the changes with a delay
            "synchronous_commit", "on");

    private final LogServer primary;
    private final LogServer standby;
    private final Secret reader;

    private ReplicatedServers(LogServer primary, LogServer standby, Secret reader) {
        this.primary = primary;
        this.standby = standby;
        this.reader = reader;
    }

    public enum Role {
        PRIMARY,
        STANDBY
    }

    /** Where the inventory says that the log is. */
    public enum Way {
        COLLECTOR,
        PATH,
        DIRECTORY
    }

    public static ReplicatedServers start(PostgresBinaries binaries, Path folder) throws Exception {
        Secret superuser = PasswordFile.random();
        Path data = folder.resolve("primary/data");
        Path copy = Files.createDirectories(folder.resolve("standby")).resolve("data");
        Secret reader;
        try (LogServer alone = LogServer.start(binaries, data.getParent(), PARAMETERS, superuser)) {
            reader = alone.login(READER);
            GrantsScript.run(alone, READER);
            alone.execute(
                    "CREATE DATABASE " + LATIN1 + " TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
        }
        copy(data, copy);
        LogServer primary = LogServer.start(binaries, data.getParent(), PARAMETERS, superuser);
        try {
            Map<String, String> parameters = new HashMap<>(PARAMETERS);
            parameters.put("primary_conninfo", connectionInfo(primary, superuser));
            parameters.put("max_standby_streaming_delay", "0");
            LogServer standby = LogServer.start(binaries, copy.getParent(), parameters, superuser);
            return new ReplicatedServers(primary, standby, reader);
        } catch (RuntimeException e) {
            primary.close();
            throw e;
        }
    }

    private static String connectionInfo(LogServer primary, Secret superuser) {
        return "host=127.0.0.1 port=%d user=postgres password=%s"
                .formatted(primary.postgres().port(), superuser.value());
    }

    /** The binaries have no pg_basebackup, so a stopped server is copied. */
    private static void copy(Path data, Path copy) throws IOException, InterruptedException {
        Process cp = new ProcessBuilder("cp", "-a", data.toString(), copy.toString())
                .inheritIO()
                .start();
        assertThat(cp.waitFor()).isZero();
        Files.createFile(copy.resolve("standby.signal"));
    }

    public LogServer server(Role role) {
        return role == Role.PRIMARY ? primary : standby;
    }

    public LogServer primary() {
        return primary;
    }

    public LogServer standby() {
        return standby;
    }

    public Secret reader() {
        return reader;
    }

    /** Resets what earlier tests left: the standby streams, and each folder has only one file, in stderr format. */
    void tidy() throws Exception {
        LogServer.soon().until(() -> "streaming".equals(standby.query("SELECT status FROM pg_stat_wal_receiver")));
        for (Role role : Role.values()) {
            write(role, LogFormat.STDERR);
            Path written = server(role).written(LogFormat.STDERR.word());
            try (Stream<Path> files = Files.list(server(role).logFolder())) {
                for (Path file : files.filter(file -> !file.equals(written)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** The node as in an inventory; from now on it may be read in this way. */
    public Node node(Role role, Way way, LogFormat format) throws SQLException {
        LogServer server = server(role);
        showOnly(way == Way.PATH ? Optional.of(server.logFolder()) : Optional.empty());
        String glob = server.logFolder() + "/postgresql-*" + format.suffix() + "*";
        Node node = server.node(READER, reader, way == Way.PATH ? Optional.of(glob) : Optional.empty());
        return way == Way.DIRECTORY
                ? new Node(node.id(), node.name(), node.role(), node.address(), new LogLocation.Directory(glob))
                : node;
    }

    /** In a real fleet the nodes' folders have the same name on different hosts; these two nodes share a machine. */
    private void showOnly(Optional<Path> folder) throws SQLException {
        String row = folder.map(path -> "INSERT INTO logferry.log_directory VALUES ('" + path + "', 'postgresql-*')")
                .orElse("");
        primary.execute("DELETE FROM logferry.log_directory; " + row);
        LogServer.soon()
                .until(() -> String.valueOf(standby.query("SELECT path FROM logferry.log_directory"))
                        .equals(folder.map(Path::toString).orElse("null")));
    }

    /** Makes the server write its log only in this format, except for the few lines that a collector always writes to stderr. */
    public void write(Role role, LogFormat format) throws IOException, SQLException {
        LogServer server = server(role);
        if (isWritten(server, format)) {
            return;
        }
        server.execute("ALTER SYSTEM SET log_destination = " + format.word());
        server.execute("SELECT pg_reload_conf()");
        LogServer.soon().until(() -> isWritten(server, format));
        // the collector reports the new files before it starts them, but writes nothing in between
        server.settle(format.word());
    }

    private static boolean isWritten(LogServer server, LogFormat format) throws IOException, SQLException {
        List<String> written =
                Files.readAllLines(server.postgres().dataDirectory().resolve("current_logfiles"));
        return written.size() == 1
                && written.getFirst().startsWith(format.word() + " ")
                && server.query("SHOW log_destination").equals(format.word());
    }

    @Override
    public void close() {
        try (primary) {
            standby.close();
        }
    }
}
