package io.logferry.source;

import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.postgresql.ds.PGSimpleDataSource;

/** A connection to a node's PostgreSQL that only reads, each statement in a transaction of its own. */
final class NodeConnection implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(NodeConnection.class);

    private static final int CONNECT_SECONDS = 3;
    private static final int LOGIN_SECONDS = 5;
    /** How long the server may be silent; longer than any statement of ours may run. */
    private static final int SILENCE_SECONDS = 30;
    /** How often a cancelled query is repeated. */
    private static final int REPEATS = 5;

    private static final long REPEAT_AFTER = 200_000_000L;

    /**
     * A snapshot that is held for long keeps the server from cleaning up, hence the 10 s. Serializable transactions, which may be the login's
     * or the server's default, a standby refuses.
     */
    private static final String SESSION = """
            SET default_transaction_read_only = on; SET default_transaction_isolation = 'read committed'; \
            SET statement_timeout = '10s'; SET lock_timeout = '3s'; SET search_path = pg_catalog""";

    /** Where a pooler lies between, the next query may go to a session that knows of no prepared statement. */
    private static final int NEVER_PREPARE = 0;

    private final Node node;
    private final Pause pause;
    private Connection connection;

    private NodeConnection(Node node, Connection connection, Pause pause) {
        this.node = node;
        this.connection = connection;
        this.pause = pause;
    }

    static NodeConnection open(Node node, Pause pause) throws LogSourceException {
        return new NodeConnection(node, connect(node), pause);
    }

    private static Connection connect(Node node) throws LogSourceException {
        Connection connection;
        try {
            connection = dataSource(node.address().orElseThrow()).getConnection();
        } catch (SQLException e) {
            throw SqlFault.connecting(node, e);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION);
            return connection;
        } catch (SQLException e) {
            close(node, connection);
            throw SqlFault.reading(node, e);
        }
    }

    private static PGSimpleDataSource dataSource(NodeAddress address) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {inUrl(address.host())});
        source.setPortNumbers(new int[] {address.port()});
        source.setDatabaseName(address.database());
        source.setUser(address.user());
        source.setPassword(address.password().value());
        source.setSslMode(address.sslMode());
        address.sslRootCert().ifPresent(source::setSslRootCert);
        source.setGssEncMode("disable");
        source.setApplicationName("logferry");
        source.setPrepareThreshold(NEVER_PREPARE);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(LOGIN_SECONDS);
        source.setSocketTimeout(SILENCE_SECONDS);
        source.setTcpKeepAlive(true);
        return source;
    }

    /** The data source makes a URL of it. */
    private static String inUrl(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    Node node() {
        return node;
    }

    /** Makes one row's value. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** All rows of a query, which is repeated where that is of use. */
    <T> List<T> query(String sql, Row<T> row, String... parameters) throws LogSourceException, InterruptedException {
        for (int repeat = 1; ; repeat++) {
            try {
                return tryQuery(sql, row, parameters);
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
    void recover(SQLException failure, int repeat) throws LogSourceException, InterruptedException {
        boolean lost = SqlFault.isLost(failure);
        if (!lost && !SqlFault.isCancelled(failure) || repeat > REPEATS) {
            throw SqlFault.reading(node, failure);
        }
        pause.nanos(repeat * REPEAT_AFTER);
        if (lost) {
            LOG.infof("The connection to node %s was lost and is made anew: %s", node.name(), failure.getMessage());
            close();
            connection = connect(node);
        }
    }

    private <T> List<T> tryQuery(String sql, Row<T> row, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(row.read(result));
                }
            }
            return rows;
        }
    }

    CopyOut copyOut(String sql) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    }

    /** The text as an SQL literal, with its quotes. */
    String literal(String text) throws SQLException {
        return "'" + connection.unwrap(PGConnection.class).escapeLiteral(text) + "'";
    }

    /** Cuts the connection, whatever it is at; nothing more can be done with it. */
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debugf(e, "The connection to node %s was not cut cleanly", node.name());
        }
    }

    @Override
    public void close() {
        close(node, connection);
    }

    private static void close(Node node, Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debugf(e, "The connection to node %s was not closed cleanly", node.name());
        }
    }
}
