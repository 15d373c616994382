package io.logferry.source.sql;

import io.logferry.instance.LogPath;
import io.logferry.instance.Node;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.sql.server.ServerFacts;
import io.logferry.source.sql.server.SqlFault;
import java.util.List;

/** The log of a server whose collector is off: PostgreSQL doesn't know where it is, so the inventory has to say it. */
public final class UncollectedLog {
    private UncollectedLog() {}

    static LogSourceException unknown(Node node, ServerFacts facts) {
        return new LogSourceException(
                Fault.NO_LOG, "node " + node.name() + " has logging_collector off" + advice(facts), commands(facts));
    }

    /** What to do, as the end of a sentence that says what is wrong; the {@link #commands} follow it. */
    public static String advice(ServerFacts facts) {
        if (facts.debianLog().isEmpty()) {
            return ": set the path of its log in the inventory, or run there and restart PostgreSQL:";
        }
        String isAt = ", and its log is where Debian has it: set the path of its log in the inventory";
        return facts.readsByFunctions() ? isAt + ", after running there:" : isAt + ":";
    }

    public static List<String> commands(ServerFacts facts) {
        if (facts.debianLog().isEmpty()) {
            return List.of("ALTER SYSTEM SET logging_collector = on");
        }
        String path = facts.debianLog().get();
        String line = "log: { source: sql, path: \"" + path + "\" }";
        return facts.readsByFunctions() ? List.of(row(path), line) : List.of(line);
    }

    private static String row(String path) {
        LogPath log = LogPath.of(path);
        return "INSERT INTO logferry.log_directory (path, name_pattern) VALUES (" + SqlFault.literal(log.folder())
                + ", " + SqlFault.literal(log.name()) + ")";
    }
}
