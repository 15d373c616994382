package io.logferry.source;

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
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

/** Debian's PgBouncer in front of a server: all clients share one session of one user. */
public final class PgBouncer implements AutoCloseable {
    private final Path home;
    private final Process process;
    private final int port;

    private PgBouncer(Path home, Process process, int port) {
        this.home = home;
        this.process = process;
        this.port = port;
    }

    public static PgBouncer start(LogServer server, String user, Secret password, String mode) throws Exception {
        return start(server, user, password, mode, "");
    }

    /** @param settings more lines of its configuration */
    public static PgBouncer start(LogServer server, String user, Secret password, String mode, String settings)
            throws Exception {
        Path home = Files.createTempDirectory("logferry");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(
                home.resolve("users.txt"), "\"%s\" \"%s\"\n\"anybody\" \"\"\n".formatted(user, password.value()));
        Path configuration = Files.writeString(home.resolve("pgbouncer.ini"), """
                [databases]
                postgres = host=127.0.0.1 port=%d user=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                pool_mode = %s
                default_pool_size = 1
                %s
                """.formatted(
                        server.postgres().port(), user, port, home.resolve("users.txt"), mode, settings));
        boolean root = System.getProperty("user.name").equals("root");
        if (root) {
            // PgBouncer refuses to run as root
            new ProcessBuilder("chown", "-R", "nobody", home.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
        }
        ProcessBuilder builder = root
                ? new ProcessBuilder("pgbouncer", "-u", "nobody", configuration.toString())
                : new ProcessBuilder("pgbouncer", configuration.toString());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(home.resolve("said.txt").toFile())
                .start();
        PgBouncer bouncer = new PgBouncer(home, process, port);
        LogServer.soon().until(bouncer::isUp);
        return bouncer;
    }

    private boolean isUp() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("pgbouncer ended: " + Files.readString(home.resolve("said.txt")));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The node as in an inventory. */
    public Node node() {
        return new Node(
                new NodeId("06f1c2ad57604ae89e153e4d27f4e4b8no03"),
                "orders_node0",
                NodeRole.MASTER,
                Optional.of(new NodeAddress(
                        "127.0.0.1", port, "postgres", "anybody", new Secret("x"), "disable", Optional.empty())),
                new LogLocation.Sql(Optional.empty()));
    }

    /** Another client of the pool. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres?preferQueryMode=simple&assumeMinServerVersion=13",
                "anybody",
                "x");
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        process.waitFor();
        PrivateFiles.deleteTree(home);
    }
}
