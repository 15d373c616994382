package io.logferry.source.sql;

import io.logferry.instance.LogLocation;
import io.logferry.instance.LogPath;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.sql.server.NodeConnection;
import io.logferry.source.sql.server.NodeConnections;
import io.logferry.source.sql.server.SeenServers;
import io.logferry.source.sql.server.ServerFacts;
import io.logferry.source.sql.server.SqlFault;
import java.util.List;

/** Opens a node's log files over SQL, with the functions that the login may call. */
public final class SqlLogFilesOpener {
    private final LogSource.Limits limits;
    private final NodeConnections connections;
    private final SeenServers seen;

    public SqlLogFilesOpener(LogSource.Limits limits, NodeConnections connections, SeenServers seen) {
        this.limits = limits;
        this.connections = connections;
        this.seen = seen;
    }

    public LogFiles open(Node node, LogLocation.Sql location) throws LogSourceException, InterruptedException {
        NodeConnection connection = connect(node);
        try {
            ServerFacts facts = ServerFacts.ask(connection);
            seen.answered(node, facts);
            return new SqlLogFiles(connection, facts.settings(), choose(connection, facts, location), limits);
        } catch (LogSourceException | InterruptedException | RuntimeException e) {
            if (e instanceof LogSourceException source && source.fault() == Fault.UNREACHABLE) {
                seen.silent(node);
            }
            connection.close();
            throw e;
        }
    }

    private NodeConnection connect(Node node) throws LogSourceException {
        try {
            return connections.to(node);
        } catch (LogSourceException e) {
            seen.silent(node);
            throw e;
        }
    }

    public static LogAccess choose(NodeConnection connection, ServerFacts facts, LogLocation.Sql location)
            throws LogSourceException, InterruptedException {
        boolean unknown = location.path().isEmpty() && !facts.settings().collector();
        if (unknown && !facts.functionsUsable()) {
            throw UncollectedLog.unknown(connection.node(), facts);
        }
        // rows of logferry.log_directory, which only the functions can read, may say where the log is
        return unknown ? byFunctions(connection, facts, location) : permitted(connection, facts, location);
    }

    private static LogAccess byFunctions(NodeConnection connection, ServerFacts facts, LogLocation.Sql location) {
        return new GrantedAccess(connection, facts, location.path().map(LogPath::of));
    }

    /** @throws LogSourceException if the login may use neither PostgreSQL's functions nor those of grants.sql */
    public static LogAccess permitted(NodeConnection connection, ServerFacts facts, LogLocation.Sql location)
            throws LogSourceException, InterruptedException {
        boolean collected = location.path().isEmpty();
        if (facts.readsByFunctions()) {
            return byFunctions(connection, facts, location);
        }
        if (collected && facts.mayReadCollected()) {
            return BuiltInAccess.ofCollector(connection, facts);
        }
        if (!collected && facts.mayReadFolders()) {
            return BuiltInAccess.ofPath(
                    connection, facts, location.path().map(LogPath::of).orElseThrow());
        }
        throw notPermitted(connection.node(), facts);
    }

    private static LogSourceException notPermitted(Node node, ServerFacts facts) {
        NodeAddress address = node.address().orElseThrow();
        String refused = "node " + node.name() + " doesn't let the login read its log: run there, ";
        if (facts.functionsThere()) {
            String login = SqlFault.quoted(address.user());
            return new LogSourceException(
                    Fault.NOT_PERMITTED,
                    refused + "in the database " + address.database() + ":",
                    List.of(
                            "GRANT USAGE ON SCHEMA logferry TO " + login,
                            "GRANT EXECUTE ON FUNCTION logferry.list_log_files(),"
                                    + " logferry.read_log_file(text, bigint, bigint) TO " + login));
        }
        return new LogSourceException(
                Fault.NOT_PERMITTED,
                refused + "as a superuser (it makes logferry.list_log_files() and"
                        + " logferry.read_log_file(text, bigint, bigint)):",
                List.of("psql -X -d " + shell(address.database()) + " -v login=" + shell(address.user())
                        + " -f deploy/sql/grants.sql"));
    }

    /** Quotes the word for a shell, if necessary. */
    private static String shell(String word) {
        return word.matches("[A-Za-z0-9_./:@%+=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
