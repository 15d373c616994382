package io.logferry.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PrivateFiles;
import io.logferry.id.NodeId;
import io.logferry.id.Secret;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeRole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cluster as Debian's packages make and run it: PostgreSQL's collector is off, its log is in {@code /var/log/postgresql}, and logrotate
 * rotates it as the package says. It has a configuration folder of its own, so that the machine's clusters have nothing to do with it.
 */
public final class DebianCluster implements AutoCloseable {
    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql");
    private static final Path LOGS = Path.of("/var/log/postgresql");
    private static final Path ROTATION = Path.of("/etc/logrotate.d/postgresql-common");
    private static final Path HERE = Path.of("").toAbsolutePath();
    private static final String LOGIN = "logferry";

    private final Path home;
    private final String version;
    private final String name;
    private final int port;
    private final Secret superuser = PasswordFile.random();
    private final Secret reader = PasswordFile.random();

    private DebianCluster(Path home, String version, int port) {
        this.home = home;
        this.version = version;
        this.name = home.getFileName().toString();
        this.port = port;
    }

    /** How logrotate takes a log away from a server that goes on writing. */
    public enum Rotation {
        /** Debian's default: the file is copied and emptied. */
        COPYTRUNCATE("copytruncate"),
        /** A common change: the file is renamed, and the server continues to write it until it is restarted. */
        CREATE("create 640 postgres adm");

        private final String directive;

        Rotation(String directive) {
            this.directive = directive;
        }
    }

    /** Debian's programs start clusters only for root. */
    public static boolean isPossible() {
        return System.getProperty("user.name").equals("root") && Files.exists(Path.of("/etc/debian_version"));
    }

    public static DebianCluster create() throws Exception {
        if (!Files.exists(ROTATION) || !Files.isDirectory(PROGRAMS)) {
            throw new AssertionError(
                    "postgresql is not installed: ./dev test does that, or apt-get install postgresql");
        }
        DebianCluster cluster = new DebianCluster(Files.createTempDirectory("logferry"), newestInstalled(), freePort());
        try {
            cluster.make();
            return cluster;
        } catch (Exception | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private static String newestInstalled() throws IOException {
        try (Stream<Path> installed = Files.list(PROGRAMS)) {
            return installed
                    .filter(folder -> Files.exists(folder.resolve("bin/postgres")))
                    .map(folder -> folder.getFileName().toString())
                    .max(Comparator.comparing(Double::valueOf))
                    .orElseThrow();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void make() throws Exception {
        Path password = Files.writeString(home.resolve("password"), superuser.value() + "\n");
        run(HERE, Map.of(), "chown", "-R", "postgres:", home.toString());
        asPostgres(
                "pg_createcluster",
                "--port",
                String.valueOf(port),
                "--datadir",
                home.resolve("data").toString(),
                "--socketdir",
                home.toString(),
                "--start-conf",
                "manual",
                "--locale",
                "C.UTF-8",
                version,
                name,
                "--",
                "--pwfile",
                password.toString());
        start();
        psql("-v", "login=" + LOGIN, "-f", "../deploy/sql/grants.sql");
        execute("ALTER ROLE " + LOGIN + " PASSWORD '" + reader.value() + "'");
    }

    public void start() throws Exception {
        asPostgres("pg_ctlcluster", version, name, "start");
    }

    public void stop() throws Exception {
        asPostgres("pg_ctlcluster", version, name, "stop", "-m", "fast");
    }

    /** As an operator runs it. */
    public String psql(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "psql", "-X", "-h", "127.0.0.1", "-p", String.valueOf(port), "-U", "postgres", "-d", "postgres"));
        command.addAll(List.of(arguments));
        return run(HERE, Map.of("PGPASSWORD", superuser.value()), command.toArray(String[]::new));
    }

    /** As cron runs it, but now, and only for this cluster's log. */
    public void rotate(Rotation rotation) throws Exception {
        String ours = Files.readString(ROTATION);
        for (String known : new String[] {LOGS + "/*.log", Rotation.COPYTRUNCATE.directive}) {
            if (!ours.contains(known)) {
                throw new AssertionError(ROTATION + " is not as it was known, without " + known + ": " + ours);
            }
        }
        ours = ours.replace(LOGS + "/*.log", log().toString())
                .replace(Rotation.COPYTRUNCATE.directive, rotation.directive);
        Path configuration = home.resolve("logrotate.conf");
        Files.writeString(configuration, ours);
        run(
                HERE,
                Map.of(),
                "logrotate",
                "--force",
                "--state",
                home.resolve("logrotate.state").toString(),
                configuration.toString());
    }

    public Path log() {
        return LOGS.resolve("postgresql-" + version + "-" + name + ".log");
    }

    public Path rotated(String suffix) {
        return log().resolveSibling(log().getFileName() + suffix);
    }

    /** Resets what earlier tests left: the log is empty, and nothing of it may be read over SQL. */
    public void tidy() throws Exception {
        execute("DELETE FROM logferry.log_directory");
        removeLogs();
        // a server whose log was renamed still writes to a file that is gone now
        stop();
        start();
        // in such a folder, even root can't open another user's file with O_CREAT (fs.protected_regular)
        Files.write(log(), new byte[0], StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** The node as in an inventory, read over SQL or from the folder. */
    public Node node(boolean throughSql) {
        String glob = log() + "*";
        return new Node(
                new NodeId("06f1c2ad57604ae89e153e4d27f4e4b8no03"),
                "orders_node0",
                NodeRole.MASTER,
                Optional.of(new NodeAddress("127.0.0.1", port, "postgres", LOGIN, reader, "prefer", Optional.empty())),
                throughSql ? new LogLocation.Sql(Optional.of(glob)) : new LogLocation.Directory(glob));
    }

    /** The node in an inventory whose operator doesn't know where the log is. */
    public Node nodeWithoutPath(boolean asSuperuser) {
        Node known = node(true);
        NodeAddress address = new NodeAddress(
                "127.0.0.1",
                port,
                "postgres",
                asSuperuser ? "postgres" : LOGIN,
                asSuperuser ? superuser : reader,
                "prefer",
                Optional.empty());
        return new Node(
                known.id(), known.name(), known.role(), Optional.of(address), new LogLocation.Sql(Optional.empty()));
    }

    public void say(String words) throws SQLException {
        execute("DO $$ BEGIN RAISE LOG '" + words + "'; END $$");
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", superuser.value());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void asPostgres(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of("runuser", "-u", "postgres", "--"));
        all.addAll(List.of(command));
        run(
                home,
                Map.of("PG_CLUSTER_CONF_ROOT", home.resolve("etc").toString(), "LC_ALL", "C.UTF-8"),
                all.toArray(String[]::new));
    }

    private static String run(Path directory, Map<String, String> environment, String... command) throws Exception {
        Path said = Files.createTempFile("logferry", ".out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                // the started server keeps a pipe open, so reading it would never end
                .redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        int exitCode = builder.start().waitFor();
        String words = Files.readString(said, UTF_8);
        Files.delete(said);
        if (exitCode != 0) {
            throw new AssertionError(String.join(" ", command) + " ended with " + exitCode + ": " + words);
        }
        return words;
    }

    @Override
    public void close() throws Exception {
        try {
            asPostgres("pg_dropcluster", "--stop", version, name);
        } finally {
            removeLogs();
            PrivateFiles.deleteTree(home);
        }
    }

    private void removeLogs() throws IOException {
        try (Stream<Path> logs = Files.list(LOGS)) {
            for (Path left : logs.filter(file -> file.toString().startsWith(log().toString()))
                    .toList()) {
                Files.delete(left);
            }
        }
    }
}
