package io.logferry.instance;

import java.util.Optional;

/** Where a node's log is read from: {@code log} in the inventory. */
public sealed interface LogLocation {
    /** How its lines begin. */
    DeclaredLines lines();

    /**
     * How the lines of a node's log begin, as the inventory says. Its records are read with this if PostgreSQL can't be asked.
     *
     * @param linePrefix {@code log_line_prefix}
     * @param timeZone {@code log_timezone}, an IANA name
     */
    record DeclaredLines(Optional<String> linePrefix, Optional<String> timeZone) {
        /** Nothing declared. */
        public static final DeclaredLines NONE = new DeclaredLines(Optional.empty(), Optional.empty());
    }

    /**
     * Through SQL.
     *
     * @param path absolute: a glob (in its last segment) or a folder on the node's host, for a server without {@code logging_collector}; empty: the
     *     collector's files
     */
    record Sql(Optional<String> path, DeclaredLines lines) implements LogLocation {
        public Sql(Optional<String> path) {
            this(path, DeclaredLines.NONE);
        }
    }

    /**
     * From a folder on this machine; this works while PostgreSQL is down.
     *
     * @param path absolute: a folder, or a glob (in its last segment) of files in one folder
     */
    record Directory(String path, DeclaredLines lines) implements LogLocation {
        public Directory(String path) {
            this(path, DeclaredLines.NONE);
        }
    }
}
