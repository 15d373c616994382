package io.logferry.source.sql.server;

import io.logferry.source.LogSourceException;
import io.logferry.source.listing.ServerSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server reports about itself and about the privileges of this login.
 *
 * @param standby whether it is in recovery
 * @param logFolder {@code log_directory}; empty if the login may not see it
 * @param logFilename {@code log_filename}; empty if the login may not see it
 * @param debianLog where the log of one of Debian's clusters is, derived from its name
 * @param functionsThere whether this database has the functions of grants.sql
 * @param functionsUsable whether the login may call both
 */
public record ServerFacts(
        ServerSettings settings,
        boolean standby,
        Optional<String> logFolder,
        Optional<String> logFilename,
        Optional<String> debianLog,
        boolean superuser,
        boolean functionsThere,
        boolean functionsUsable,
        boolean mayReadCollected,
        boolean mayReadFolders) {
    /** Debian's pg_createcluster sets cluster_name to the cluster's version and name, and pg_ctlcluster names the log after both. */
    private static final Pattern DEBIAN_CLUSTER =
            Pattern.compile("([0-9]+(?:\\.[0-9]+)?)/([^/'\"*?\\[\\]{}\\\\\\p{Cntrl}]+)");

    private static final String DEBIAN_FOLDER = "/var/log/postgresql";

    /**
     * Functions count only if a superuser owns them: the owner of the database could otherwise present any text as the log. A role that may not
     * see a setting gets no row for it.
     */
    private static final String QUERY = """
            WITH granted AS (
              SELECT count(*) = 2 AS there,
                     coalesce(bool_and(has_schema_privilege(n.oid, 'USAGE') AND has_function_privilege(p.oid, 'EXECUTE')), false) AS usable
              FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles owner ON owner.oid = p.proowner
              WHERE n.nspname = 'logferry' AND p.prosecdef AND owner.rolsuper
                AND (p.proname = 'list_log_files' AND p.pronargs = 0
                     OR p.proname = 'read_log_file' AND p.proargtypes[0] = 'text'::regtype AND p.proargtypes[1] = 'bigint'::regtype
                     AND p.proargtypes[2] = 'bigint'::regtype AND p.pronargs = 3))
            SELECT current_setting('logging_collector') = 'on' AS collector,
                   current_setting('log_destination') AS destination,
                   current_setting('log_line_prefix') AS line_prefix,
                   current_setting('log_timezone') AS time_zone,
                   current_setting('cluster_name') AS cluster,
                   pg_is_in_recovery() AS standby,
                   (SELECT setting FROM pg_settings WHERE name = 'log_directory') AS log_folder,
                   (SELECT setting FROM pg_settings WHERE name = 'log_filename') AS log_filename,
                   (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
                   there,
                   there AND usable AS usable,
                   has_function_privilege('pg_read_binary_file(text,bigint,bigint,boolean)', 'EXECUTE') AS may_read,
                   has_function_privilege('pg_ls_logdir()', 'EXECUTE')
                     AND has_function_privilege('pg_current_logfile(text)', 'EXECUTE') AS may_list_collected,
                   has_function_privilege('pg_ls_dir(text,boolean,boolean)', 'EXECUTE')
                     AND has_function_privilege('pg_stat_file(text,boolean)', 'EXECUTE')
                     AND has_function_privilege('pg_current_logfile(text)', 'EXECUTE')
                     AND pg_has_role('pg_read_server_files', 'USAGE') AS may_list_folders
            FROM granted""";

    /** A superuser needs no functions; every other login uses them if it can. */
    public boolean readsByFunctions() {
        return functionsUsable && !superuser;
    }

    public static ServerFacts ask(NodeConnection connection) throws LogSourceException, InterruptedException {
        return connection.query(QUERY, ServerFacts::of).getFirst();
    }

    private static ServerFacts of(ResultSet row) throws SQLException {
        Optional<String> logFolder = Optional.ofNullable(row.getString("log_folder"));
        Optional<String> logFilename = Optional.ofNullable(row.getString("log_filename"));
        return new ServerFacts(
                settings(row),
                row.getBoolean("standby"),
                logFolder,
                logFilename,
                debianLog(row.getString("cluster")),
                row.getBoolean("superuser"),
                row.getBoolean("there"),
                row.getBoolean("usable"),
                row.getBoolean("may_read")
                        && row.getBoolean("may_list_collected")
                        && logFolder.isPresent()
                        && logFilename.isPresent(),
                row.getBoolean("may_read") && row.getBoolean("may_list_folders"));
    }

    /** From the columns {@code collector}, {@code destination}, {@code line_prefix} and {@code time_zone}. */
    static ServerSettings settings(ResultSet row) throws SQLException {
        return new ServerSettings(
                row.getBoolean("collector"),
                row.getString("destination"),
                row.getString("line_prefix"),
                row.getString("time_zone"));
    }

    /** The path of the log and its rotated files, as a glob; empty if it isn't one of Debian's clusters. */
    private static Optional<String> debianLog(String clusterName) {
        Matcher cluster = DEBIAN_CLUSTER.matcher(clusterName);
        return cluster.matches()
                ? Optional.of(DEBIAN_FOLDER + "/postgresql-" + cluster.group(1) + "-" + cluster.group(2) + ".log*")
                : Optional.empty();
    }
}
