package io.logferry.instance;

import java.util.Optional;

/** Where a node's log is read from, as the inventory's {@code log} says. */
public sealed interface LogLocation {
    /** How its lines begin. */
    DeclaredLines lines();

    /**
     * Through SQL.
     *
     * @param path absolute: a glob (in its last segment) or a folder on the node's host, for a server without {@code logging_collector}; empty: the collector's own files
     */
    record Sql(Optional<String> path, DeclaredLines lines) implements LogLocation {
        public Sql(Optional<String> path) {
            this(path, DeclaredLines.NONE);
        }
    }

    /**
     * From a folder that this service sees; works while PostgreSQL is down.
     *
     * @param path absolute: a folder, or a glob (in its last segment) of files in one folder
     */
    record Directory(String path, DeclaredLines lines) implements LogLocation {
        public Directory(String path) {
            this(path, DeclaredLines.NONE);
        }
    }
}
