package io.logferry.source.sql.server;

import io.logferry.instance.Node;
import io.logferry.retry.Pause;
import io.logferry.source.LogSourceException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections to nodes. One to each stays open for a while after it was used: a server with {@code log_connections} logs each that is made, and
 * somebody who looks at the log looks again soon. Safe for use by several threads.
 */
public final class NodeConnections {
    /** Longer than those who follow a log wait until they look again. */
    static final int KEPT_SECONDS = 15;

    private static final Executor WHEN_KEPT_LONG_ENOUGH =
            CompletableFuture.delayedExecutor(KEPT_SECONDS, TimeUnit.SECONDS, Thread::startVirtualThread);

    private final Pause pause;
    private final Map<Node, NodeConnection> idle = new ConcurrentHashMap<>();

    public NodeConnections(Pause pause) {
        this.pause = pause;
    }

    /** A connection of one's own, until it is closed. */
    public NodeConnection to(Node node) throws LogSourceException {
        @Nullable NodeConnection kept = idle.remove(node);
        return kept == null ? NodeConnection.open(node, pause, this::keep) : kept.again();
    }

    private void keep(NodeConnection connection) {
        if (connection.isEnded() || idle.putIfAbsent(connection.node(), connection) != null) {
            connection.end();
            return;
        }
        long used = connection.used();
        WHEN_KEPT_LONG_ENOUGH.execute(() -> {
            // somebody may have used it since, and given it back
            if (connection.used() == used && idle.remove(connection.node(), connection)) {
                connection.end();
            }
        });
    }
}
