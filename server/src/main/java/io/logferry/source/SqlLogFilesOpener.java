package io.logferry.source;

import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.source.LogSourceException.Fault;

/** Opens a node's log files over SQL, by whichever functions the login may call. */
final class SqlLogFilesOpener {
    private final SourceLimits limits;
    private final Pause pause;

    SqlLogFilesOpener(SourceLimits limits, Pause pause) {
        this.limits = limits;
        this.pause = pause;
    }

    LogFiles open(Node node, LogLocation.Sql location) throws LogSourceException, InterruptedException {
        NodeConnection connection = NodeConnection.open(node, pause);
        try {
            ServerFacts facts = ServerFacts.ask(connection);
            return new SqlLogFiles(connection, facts.settings(), choose(connection, facts, location), limits);
        } catch (LogSourceException | InterruptedException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A superuser needs no functions of ours; anybody else is better off with them. */
    private static LogAccess choose(NodeConnection connection, ServerFacts facts, LogLocation.Sql location)
            throws LogSourceException, InterruptedException {
        boolean collected = location.path().isEmpty();
        if (collected && !facts.settings().collector()) {
            throw new LogSourceException(
                    Fault.NO_LOG,
                    "node " + connection.node().name() + " has logging_collector off: turn it on there (and restart"
                            + " PostgreSQL), or set the path of its log in the inventory");
        }
        if (facts.functionsUsable() && !facts.superuser()) {
            return new GrantedAccess(
                    connection, facts.settings(), location.path().map(LogPath::of));
        }
        if (collected && facts.mayReadCollected()) {
            return new CollectedAccess(connection, facts);
        }
        if (!collected && facts.mayReadFolders()) {
            return new FolderAccess(
                    connection, facts, location.path().map(LogPath::of).orElseThrow());
        }
        throw notPermitted(connection.node(), facts);
    }

    private static LogSourceException notPermitted(Node node, ServerFacts facts) {
        NodeAddress address = node.address().orElseThrow();
        String login = SqlFault.quoted(address.user());
        String what = facts.functionsThere()
                ? "run there, in the database " + address.database() + ": GRANT USAGE ON SCHEMA logferry TO " + login
                        + "; GRANT EXECUTE ON FUNCTION logferry.list_log_files(), logferry.read_log_file(text, bigint, bigint)"
                        + " TO " + login
                : "run deploy/sql/grants.sql there as a superuser, in the database " + address.database()
                        + ", with psql -v login=" + address.user()
                        + " (it makes logferry.list_log_files() and logferry.read_log_file(text, bigint, bigint))";
        return new LogSourceException(
                Fault.NOT_PERMITTED, "node " + node.name() + " doesn't let the login read its log: " + what);
    }
}
