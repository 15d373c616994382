package io.logferry.source.sql.server;

import io.logferry.instance.Node;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.LogSourceException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections to nodes. One to each node stays open for a while after its use: a server with {@code log_connections} logs every new connection, and
 * a caller who reads the log soon reads it again. Safe for use by several threads.
 */
public final class NodeConnections {
    /** Longer than a caller who follows a log waits before the next request. */
    static final int KEPT_SECONDS = 15;

    private static final Executor WHEN_KEPT_LONG_ENOUGH =
            CompletableFuture.delayedExecutor(KEPT_SECONDS, TimeUnit.SECONDS, Thread::startVirtualThread);

    private final Pause pause;
    private final Map<Node, NodeConnection> idle = new ConcurrentHashMap<>();

    public NodeConnections(Pause pause) {
        this.pause = pause;
    }

    /** A connection that nobody else uses until it is closed. */
    public NodeConnection to(Node node) throws LogSourceException {
        @Nullable NodeConnection kept = idle.remove(node);
        return kept == null ? NodeConnection.open(node, pause, this::keep) : kept.useAgain();
    }

    private void keep(NodeConnection connection) {
        if (connection.isEnded() || idle.putIfAbsent(connection.node(), connection) != null) {
            connection.logOut();
            return;
        }
        long uses = connection.uses();
        WHEN_KEPT_LONG_ENOUGH.execute(() -> {
            // it may have been used and returned since
            if (connection.uses() == uses && idle.remove(connection.node(), connection)) {
                connection.logOut();
            }
        });
    }
}
