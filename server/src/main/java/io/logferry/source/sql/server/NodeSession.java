package io.logferry.source.sql.server;

import io.logferry.instance.Node;
import io.logferry.source.LogSourceException;
import io.logferry.source.sql.server.NodeConnection.Row;
import io.logferry.source.sql.wire.WrongAnswerException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * One session at a node's PostgreSQL, which only reads. All settings are made for one transaction: behind a pooler, the session belongs to another
 * client the next moment.
 */
final class NodeSession {
    private static final Logger LOG = Logger.getLogger(NodeSession.class);

    /** How long the server may be silent when a session that was kept open is used again. */
    private static final int STALE_SECONDS = 3;

    /** How long files may be read in one transaction. Between two of its statements it holds no snapshot, but it holds a pooler's session. */
    private static final long TRANSACTION_NANOS = 5_000_000_000L;

    /**
     * A snapshot that is held for long keeps the server from cleaning up, hence the 10 s. The isolation level is set because a standby refuses
     * serializable transactions, which may be the login's or the server's default.
     */
    private static final String SETTINGS = """
            SET LOCAL search_path = pg_catalog; SET LOCAL statement_timeout = '10s'; SET LOCAL lock_timeout = '3s'""";

    private static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; " + SETTINGS;
    /** The statements of one message are one transaction, too. */
    private static final String MESSAGE =
            "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY; " + SETTINGS + "; ";

    private static final Pattern PARAMETER = Pattern.compile("\\?");

    private final Node node;
    private final Connection connection;
    /** It was kept open; the server may have gone away meanwhile without closing the connection. */
    private boolean stale;

    private long transactionBegan;

    private NodeSession(Node node, Connection connection) {
        this.node = node;
        this.connection = connection;
    }

    static NodeSession logIn(Node node) throws LogSourceException {
        return new NodeSession(node, NodeLogin.connect(node));
    }

    /** A call of the driver. If a server sends garbage, the driver may throw any exception. */
    @FunctionalInterface
    private interface Call<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    private static <T extends @Nullable Object> T call(Call<T> driver) throws SQLException {
        try {
            return driver.run();
        } catch (RuntimeException e) {
            throw new SQLException(e.getMessage(), new WrongAnswerException(e));
        }
    }

    /** The session was kept open, and is used again. */
    void usedAgain() {
        stale = true;
        allowSilence(STALE_SECONDS);
    }

    boolean isStale() {
        return stale;
    }

    private void answered() {
        if (stale) {
            stale = false;
            allowSilence(NodeLogin.SILENCE_SECONDS);
        }
    }

    private void allowSilence(int seconds) {
        try {
            connection.setNetworkTimeout(Runnable::run, seconds * 1000);
        } catch (SQLException e) {
            LOG.debugf(e, "The connection to node %s can't be used any more", node.name());
        }
    }

    /** Queries in a transaction that ends with the answer. */
    <T> List<T> query(String sql, Row<T> row, String... parameters) throws SQLException {
        return call(() -> {
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
                answered();
                return all;
            }
        });
    }

    private String withLiterals(String sql, String... parameters) throws SQLException {
        List<String> literals = new ArrayList<>();
        for (String parameter : parameters) {
            literals.add(literal(parameter));
        }
        Iterator<String> next = literals.iterator();
        return PARAMETER.matcher(sql).replaceAll(place -> Matcher.quoteReplacement(next.next()));
    }

    /** The text as an SQL literal, with its quotes. */
    String literal(String text) throws SQLException {
        return "'" + connection.unwrap(PGConnection.class).escapeLiteral(text) + "'";
    }

    /** @param inTransaction whether to use the open transaction, or to begin one; otherwise the COPY is a transaction by itself */
    CopyOut copyOut(String sql, boolean inTransaction) throws SQLException {
        return call(() -> {
            boolean isOld = System.nanoTime() - transactionBegan > TRANSACTION_NANOS;
            if (inTransaction && (state() != TransactionState.OPEN || isOld)) {
                execute(ending() + BEGIN);
                answered();
                transactionBegan = System.nanoTime();
            }
            return connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        });
    }

    /** The next bytes of a COPY; null after the last. */
    static byte @Nullable [] next(CopyOut copy) throws SQLException {
        return call(copy::readFromCopy);
    }

    private TransactionState state() throws SQLException {
        return connection.unwrap(BaseConnection.class).getTransactionState();
    }

    /** The statement that ends the open transaction, if there is one; other statements may follow in the same message. */
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

    void endTransaction() {
        try {
            String ending = isEnded() ? "" : ending();
            if (!ending.isEmpty()) {
                call(() -> {
                    execute(ending);
                    return true;
                });
            }
        } catch (SQLException e) {
            LOG.debugf(e, "The transaction at node %s was not ended cleanly", node.name());
            abort();
        }
    }

    /** Cuts the connection at once, whatever it is doing. */
    void abort() {
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
            LOG.debugf(e, "The connection to node %s can't be used any more", node.name());
            return true;
        }
    }

    void logOut() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debugf(e, "The connection to node %s was not closed cleanly", node.name());
        }
    }
}
