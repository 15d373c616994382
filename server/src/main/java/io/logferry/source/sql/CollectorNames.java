package io.logferry.source.sql;

import io.logferry.instance.Node;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.listing.LogNames;
import io.logferry.source.listing.StrftimePattern;

/** The names that a node's collector gives. */
final class CollectorNames {
    private CollectorNames() {}

    static LogNames of(Node node, String logFilename) throws LogSourceException {
        if (StrftimePattern.regex(logFilename).contains("/")) {
            throw new LogSourceException(
                    Fault.NO_LOG,
                    "node " + node.name() + " writes its log into folders below log_directory, because log_filename"
                            + " has a slash: set the path of its log in the inventory");
        }
        return LogNames.collected(logFilename);
    }
}
