package io.logferry.source.sql.server;

import io.logferry.instance.Node;
import io.logferry.retry.Pause;
import io.logferry.source.LogSourceException;
import io.logferry.source.sql.wire.WrongAnswerException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * A connection to a node's PostgreSQL that only reads. What is set is set for a transaction: where a pooler lies between, the session is
 * somebody else's the next moment.
 */
public final class NodeConnection implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(NodeConnection.class);

    /** How often a cancelled query is repeated. */
    private static final int REPEATS = 5;

    /** How long a server may be silent when a connection that was kept is used again. */
    private static final int STALE_SECONDS = 3;

    private static final long REPEAT_AFTER = 200_000_000L;

    /** How long files may be read in one transaction. Between two of them it holds no snapshot, but a pooler's session. */
    private static final long TRANSACTION_NANOS = 5_000_000_000L;

    /**
     * A snapshot that is held for long keeps the server from cleaning up, hence the 10 s. Serializable transactions, which may be the login's
     * or the server's default, a standby refuses.
     */
    private static final String SETTINGS = """
            SET LOCAL search_path = pg_catalog; SET LOCAL statement_timeout = '10s'; SET LOCAL lock_timeout = '3s'""";

    private static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; " + SETTINGS;
    /** Statements of one message are a transaction, too. */
    private static final String MESSAGE =
            "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY; " + SETTINGS + "; ";

    private static final Pattern PARAMETER = Pattern.compile("\\?");

    private final Node node;
    private final Pause pause;
    private final Consumer<NodeConnection> whenClosed;
    private Connection connection;
    private boolean transactions = true;
    /** It was kept open; the server may have gone meanwhile, without a word. */
    private boolean stale;

    private volatile long uses;
    private long transactionBegan;

    private NodeConnection(Node node, Connection connection, Pause pause, Consumer<NodeConnection> whenClosed) {
        this.node = node;
        this.connection = connection;
        this.pause = pause;
        this.whenClosed = whenClosed;
    }

    public static NodeConnection open(Node node, Pause pause) throws LogSourceException {
        return open(node, pause, NodeConnection::end);
    }

    /** @param whenClosed gets the connection when it isn't needed any more; no transaction is open then */
    public static NodeConnection open(Node node, Pause pause, Consumer<NodeConnection> whenClosed)
            throws LogSourceException {
        return new NodeConnection(node, NodeLogin.connect(node), pause, whenClosed);
    }

    public Node node() {
        return node;
    }

    /** Waits before the node is asked once more. */
    public void pause(long nanos) throws InterruptedException {
        pause.nanos(nanos);
    }

    /** How often it was used. */
    long used() {
        return uses;
    }

    /** It was kept, and is used again. */
    NodeConnection again() {
        uses++;
        stale = true;
        setSilence(STALE_SECONDS);
        return this;
    }

    private void setSilence(int seconds) {
        try {
            connection.setNetworkTimeout(Runnable::run, seconds * 1000);
        } catch (SQLException e) {
            LOG.debugf(e, "The connection to node %s is of no use any more", node.name());
        }
    }

    private void isThere() {
        if (stale) {
            stale = false;
            setSilence(NodeLogin.SILENCE_SECONDS);
        }
    }

    /** Makes one row's value. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** What the driver does; what it makes of a server that is none may be any exception. */
    @FunctionalInterface
    private interface Request<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    private static <T extends @Nullable Object> T ask(Request<T> request) throws SQLException {
        try {
            return request.run();
        } catch (RuntimeException e) {
            throw new SQLException(e.getMessage(), new WrongAnswerException(e));
        }
    }

    /** All rows of a query, which is repeated where that is of use. */
    public <T> List<T> query(String sql, Row<T> row, String... parameters)
            throws LogSourceException, InterruptedException {
        for (int repeat = 1; ; repeat++) {
            try {
                return ask(() -> tryQuery(sql, row, parameters));
            } catch (SQLException e) {
                recover(e, repeat);
            }
        }
    }

    /**
     * Makes ready to ask the same again. A standby's recovery cancels a query that is in its way, and ends the session where the query can't be
     * cancelled, because it is sending.
     *
     * @param repeat how often that will have been, from 1
     * @throws LogSourceException where it would be of no use, or was done too often
     */
    public void recover(SQLException failure, int repeat) throws LogSourceException, InterruptedException {
        boolean lost = SqlFault.isLost(failure) || stale && SqlFault.isSilent(failure);
        if (!lost && !SqlFault.isCancelled(failure) || repeat > REPEATS) {
            if (SqlFault.isCausedBy(WrongAnswerException.class, failure)) {
                abort(); // what it sends next may be taken for the answer to something else
            }
            throw SqlFault.reading(node, failure);
        }
        transactions = transactions && !SqlFault.isPooledByStatement(failure);
        pause.nanos(repeat * REPEAT_AFTER);
        if (lost) {
            LOG.infof("The connection to node %s was lost and is made anew: %s", node.name(), failure.getMessage());
            end();
            connection = NodeLogin.connect(node);
            stale = false;
        }
    }

    private <T> List<T> tryQuery(String sql, Row<T> row, String... parameters) throws SQLException {
        String ending = ending();
        try (Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(ending + MESSAGE + withLiterals(sql, parameters));
            while (!rows) {
                rows = statement.getMoreResults();
            }
            List<T> all = new ArrayList<>();
            try (ResultSet result = statement.getResultSet()) {
                while (result.next()) {
                    all.add(row.read(result));
                }
            }
            isThere();
            return all;
        }
    }

    private String withLiterals(String sql, String... parameters) throws SQLException {
        List<String> literals = new ArrayList<>();
        for (String parameter : parameters) {
            literals.add(literal(parameter));
        }
        Iterator<String> next = literals.iterator();
        return PARAMETER.matcher(sql).replaceAll(place -> Matcher.quoteReplacement(next.next()));
    }

    public CopyOut copyOut(String sql) throws SQLException {
        return ask(() -> {
            if (transactions && (state() != TransactionState.OPEN || isOld())) {
                execute(ending() + BEGIN);
                isThere();
                transactionBegan = System.nanoTime();
            }
            return connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        });
    }

    /** The next bytes of a COPY; null after the last. */
    public static byte @Nullable [] next(CopyOut copy) throws SQLException {
        return ask(copy::readFromCopy);
    }

    private boolean isOld() {
        return System.nanoTime() - transactionBegan > TRANSACTION_NANOS;
    }

    private TransactionState state() throws SQLException {
        return connection.unwrap(BaseConnection.class).getTransactionState();
    }

    /** What ends the transaction that is open, if one is; statements may follow in the same message. */
    private String ending() throws SQLException {
        return switch (state()) {
            case IDLE -> "";
            case OPEN -> "COMMIT; ";
            case FAILED -> "ROLLBACK; ";
        };
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The text as an SQL literal, with its quotes. */
    public String literal(String text) throws SQLException {
        return "'" + connection.unwrap(PGConnection.class).escapeLiteral(text) + "'";
    }

    /** Cuts the connection, whatever it is at; nothing more can be done with it. */
    public void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debugf(e, "The connection to node %s was not cut cleanly", node.name());
        }
    }

    boolean isEnded() {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            LOG.debugf(e, "The connection to node %s is of no use any more", node.name());
            return true;
        }
    }

    @Override
    public void close() {
        try {
            String ending = isEnded() ? "" : ending();
            if (!ending.isEmpty()) {
                ask(() -> {
                    execute(ending);
                    return true;
                });
            }
        } catch (SQLException e) {
            LOG.debugf(e, "The transaction at node %s was not ended cleanly", node.name());
            abort();
        }
        whenClosed.accept(this);
    }

    /** Logs out. */
    void end() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debugf(e, "The connection to node %s was not closed cleanly", node.name());
        }
    }
}
