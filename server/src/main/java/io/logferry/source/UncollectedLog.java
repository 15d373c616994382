package io.logferry.source;

import io.logferry.instance.Node;
import io.logferry.source.LogSourceException.Fault;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The log of a server whose collector is off: PostgreSQL doesn't know where it is, so that somebody has to say it. */
final class UncollectedLog {
    /** Debian's pg_createcluster names a cluster by its version and name, and pg_ctlcluster its log after both. */
    private static final Pattern DEBIAN_CLUSTER =
            Pattern.compile("([0-9]+(?:\\.[0-9]+)?)/([^/'\"*?\\[\\]{}\\\\\\p{Cntrl}]+)");

    private static final String DEBIAN_FOLDER = "/var/log/postgresql";

    private UncollectedLog() {}

    /** The path of the log and of what logrotate made of it, as a glob; empty where it isn't a cluster of Debian's. */
    static Optional<String> ofCluster(String clusterName) {
        Matcher cluster = DEBIAN_CLUSTER.matcher(clusterName);
        return cluster.matches()
                ? Optional.of(DEBIAN_FOLDER + "/postgresql-" + cluster.group(1) + "-" + cluster.group(2) + ".log*")
                : Optional.empty();
    }

    static LogSourceException unknown(Node node, ServerFacts facts) {
        return new LogSourceException(
                Fault.NO_LOG,
                "node " + node.name() + " has logging_collector off" + advice(facts),
                commands(facts),
                null);
    }

    /** What to do, after what is so; the commands follow it where there are any. */
    static String advice(ServerFacts facts) {
        if (facts.debianLog().isEmpty()) {
            return ": set the path of its log in the inventory, or run there and restart PostgreSQL:";
        }
        String isAt = ", and its log is where Debian has it: set the path of its log in the inventory";
        return facts.readsByFunctions() ? isAt + ", after running there:" : isAt + ":";
    }

    static List<String> commands(ServerFacts facts) {
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
