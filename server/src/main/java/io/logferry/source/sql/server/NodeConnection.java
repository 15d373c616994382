package io.logferry.source.sql.server;

import io.logferry.instance.Node;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.LogSourceException;
import io.logferry.source.sql.wire.WrongAnswerException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/** A connection to a node's PostgreSQL that only reads. If a session is lost, it logs in again. */
public final class NodeConnection implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(NodeConnection.class);

    /** How often a cancelled query is repeated. */
    private static final int REPEATS = 5;

    private static final long REPEAT_AFTER_NANOS = 200_000_000L;

    private final Node node;
    private final Pause pause;
    private final Consumer<NodeConnection> whenClosed;
    private NodeSession session;
    private boolean transactions = true;
    private volatile long uses;

    private NodeConnection(Node node, NodeSession session, Pause pause, Consumer<NodeConnection> whenClosed) {
        this.node = node;
        this.session = session;
        this.pause = pause;
        this.whenClosed = whenClosed;
    }

    public static NodeConnection open(Node node, Pause pause) throws LogSourceException {
        return open(node, pause, NodeConnection::logOut);
    }

    /** @param whenClosed gets the connection when it isn't needed any more; no transaction is open then */
    static NodeConnection open(Node node, Pause pause, Consumer<NodeConnection> whenClosed) throws LogSourceException {
        return new NodeConnection(node, NodeSession.logIn(node), pause, whenClosed);
    }

    public Node node() {
        return node;
    }

    /** Waits before the node is asked again. */
    public void pause(long nanos) throws InterruptedException {
        pause.nanos(nanos);
    }

    /** How often it was used again. */
    long uses() {
        return uses;
    }

    /** It was kept open, and is used again. */
    NodeConnection useAgain() {
        uses++;
        session.usedAgain();
        return this;
    }

    /** Makes a value of one row. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** All rows of a query, which is repeated if that is useful. */
    public <T> List<T> query(String sql, Row<T> row, String... parameters)
            throws LogSourceException, InterruptedException {
        for (int repeat = 1; ; repeat++) {
            try {
                return session.query(sql, row, parameters);
            } catch (SQLException e) {
                recover(e, repeat);
            }
        }
    }

    /**
     * Prepares to repeat a query. The recovery of a standby cancels a query that conflicts with it, and ends the session if the query can't be
     * cancelled because it is sending.
     *
     * @param repeat how often the query will have been repeated then, from 1
     * @throws LogSourceException if a repetition is useless, or there were enough
     */
    public void recover(SQLException failure, int repeat) throws LogSourceException, InterruptedException {
        boolean lost = SqlFault.isLost(failure) || session.isStale() && SqlFault.isSilent(failure);
        if (!lost && !SqlFault.isCancelled(failure) || repeat > REPEATS) {
            if (SqlFault.isCausedBy(WrongAnswerException.class, failure)) {
                abort(); // what the node sends next may be taken for the answer to another query
            }
            throw SqlFault.reading(node, failure);
        }
        transactions = transactions && !SqlFault.isPooledByStatement(failure);
        pause.nanos(repeat * REPEAT_AFTER_NANOS);
        if (lost) {
            LOG.infof("The connection to node %s was lost and is made again: %s", node.name(), failure.getMessage());
            session.logOut();
            session = NodeSession.logIn(node);
        }
    }

    public CopyOut copyOut(String sql) throws SQLException {
        return session.copyOut(sql, transactions);
    }

    /** The next bytes of a COPY; null after the last. */
    public static byte @Nullable [] next(CopyOut copy) throws SQLException {
        return NodeSession.next(copy);
    }

    /** The text as an SQL literal, with its quotes. */
    public String literal(String text) throws SQLException {
        return session.literal(text);
    }

    /** Cuts the connection at once, whatever it is doing; it can't be used any more. */
    public void abort() {
        session.abort();
    }

    boolean isEnded() {
        return session.isEnded();
    }

    @Override
    public void close() {
        session.endTransaction();
        whenClosed.accept(this);
    }

    void logOut() {
        session.logOut();
    }
}
