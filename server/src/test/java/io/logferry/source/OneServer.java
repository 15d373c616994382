package io.logferry.source;

import io.logferry.instance.Node;
import io.logferry.source.node.NodeLogSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests that share one server, which stops after the last of them. */
public abstract class OneServer {
    @TempDir
    protected static Path folder;

    protected static LogServer server;

    protected final LogSource source = new NodeLogSource(LogSource.Limits.NONE, InstantSource.system());
    protected final CollectingSink sink = new CollectingSink();

    protected static void startServer(Map<String, String> parameters) {
        server = LogServer.start(folder, parameters);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    /** The server's log as its superuser reads it. */
    protected static Node node() {
        return server.superuserNode(Optional.empty());
    }

    /** Removes all files from the log's folder except the one that the server writes. */
    protected static void removeOlderFiles() throws IOException, SQLException {
        Path written = server.written("stderr");
        try (Stream<Path> files = Files.list(server.logFolder())) {
            for (Path file : files.filter(file -> !file.equals(written)).toList()) {
                Files.delete(file);
            }
        }
    }
}
