package io.logferry.source.sql.server;

import io.logferry.instance.Node;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.sql.wire.WrongAnswerException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Why a request to a node's PostgreSQL failed, in words that any caller may see. */
public final class SqlFault {
    private static final String NOT_PERMITTED = "42501";
    private static final String NO_SUCH_FILE = "58P01";
    private static final String NO_LOCK = "55P03";
    private static final String CANCELLED = "57014";
    private static final String CONFLICT = "40001";
    /** The routines of PostgreSQL that report missing privileges; from any other, the operating system refused permission. */
    private static final Set<String> ROUTINES_OF_PRIVILEGES =
            Set.of("aclcheck_error", "convert_and_check_filename", "exec_stmt_raise", "ReportMissingPrivilege");
    /** Shut down, crashed, or past {@code idle_session_timeout} or {@code transaction_timeout}, which may be set for the login. */
    private static final Set<String> SESSION_ENDED = Set.of("57P01", "57P02", "57P05", "25P03", "25P04");

    /** A conflict, a lack of resources, a lock that somebody else holds, a failed system call: all are temporary. */
    private static final Set<String> BUSY = Set.of("40", "53", "55P03", "58030");

    private SqlFault() {}

    /** Whether the query may be repeated: a standby's recovery, a statement timeout or an administrator cancelled it. */
    static boolean isCancelled(SQLException e) {
        return state(e).equals(CONFLICT) || state(e).equals(CANCELLED);
    }

    /** Whether the connection is lost although the node may be up. A node that was silent for too long is not waited for again. */
    static boolean isLost(SQLException e) {
        String state = state(e);
        boolean lost = state.startsWith("08") || SESSION_ENDED.contains(state);
        return lost && !isSilent(e) && !isCausedBy(WrongAnswerException.class, e);
    }

    /** Whether the server sent nothing for too long. */
    static boolean isSilent(SQLException e) {
        return isCausedBy(SocketTimeoutException.class, e);
    }

    /** Whether a pooler refuses transactions of several statements. PgBouncer has no SQLSTATE for that. */
    static boolean isPooledByStatement(SQLException e) {
        return String.valueOf(e.getMessage()).contains("statement pooling mode");
    }

    static LogSourceException reading(Node node, SQLException e) {
        if (isCausedBy(WrongAnswerException.class, e)) {
            return wrongAnswer(node, e);
        }
        Reason reason = reason(e);
        return new LogSourceException(reason.fault(), "node " + node.name() + reason.words(), e);
    }

    private record Reason(Fault fault, String words) {}

    private static Reason reason(SQLException e) {
        String state = state(e);
        if (state.equals(NOT_PERMITTED)) {
            boolean ofSystem = serverWords(e)
                    .filter(words -> !ROUTINES_OF_PRIVILEGES.contains(String.valueOf(words.getRoutine())))
                    .isPresent();
            return new Reason(
                    Fault.NOT_PERMITTED,
                    ofSystem
                            ? " can't read its log itself: the operating-system user that PostgreSQL runs as may not read"
                                    + " the file or its folder, so give that user the right there (ls -ld, chown, chmod)"
                            : " doesn't let the login read its log: run deploy/sql/grants.sql there");
        }
        if (state.equals(NO_LOCK)) {
            return new Reason(
                    Fault.UNREACHABLE,
                    " could not read its log for now, because somebody holds a lock on logferry.log_directory: end that"
                            + " transaction, and try again");
        }
        if (state.equals(CANCELLED)) {
            return new Reason(
                    Fault.UNREACHABLE,
                    " took too long, or cancelled the reading each time: look at its load and its disk, and try again");
        }
        if (state.equals(NO_SUCH_FILE)) {
            return new Reason(
                    Fault.NO_LOG,
                    " has no folder where its log should be: correct the path of its log in the inventory");
        }
        if (state.startsWith("08") || state.startsWith("57P") || isLost(e)) {
            return new Reason(Fault.UNREACHABLE, " broke the connection: check that PostgreSQL still runs there");
        }
        if (isCancelled(e) || BUSY.stream().anyMatch(state::startsWith)) {
            return new Reason(
                    Fault.UNREACHABLE,
                    " could not read its log for now: try again later; what PostgreSQL said is in this service's log"
                            + " (SQLSTATE " + state + ")");
        }
        return new Reason(
                Fault.FAILED,
                " could not read its log: see what PostgreSQL said in this service's log (SQLSTATE " + state + ")");
    }

    /** @param e why the answer isn't PostgreSQL's, or isn't what was requested */
    public static LogSourceException wrongAnswer(Node node, Exception e) {
        if (e instanceof SQLException of && isCausedBy(WrongAnswerException.TooManyRows.class, of)) {
            return new LogSourceException(
                    Fault.FAILED,
                    "node " + node.name()
                            + " sent something that was not requested, or has more than about 50,000 log files, which is"
                            + " the limit: count the files in its log_directory (ls | wc -l) and remove or move old ones; if there"
                            + " are fewer, run deploy/sql/grants.sql there again, because somebody may have replaced its"
                            + " functions",
                    e);
        }
        return new LogSourceException(
                Fault.WRONG_ANSWER,
                "node " + node.name()
                        + " sent something that was not requested: check that host and port in the inventory are PostgreSQL's, and"
                        + " run deploy/sql/grants.sql there again, because somebody may have replaced its functions",
                e);
    }

    /** The identifier, quoted if necessary, for a statement that a person will run. */
    public static String quoted(String identifier) {
        return identifier.matches("[a-z_][a-z0-9_]*") ? identifier : "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    /** The text as a literal for a statement that a person will run. */
    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The server's own error message. */
    static Optional<ServerErrorMessage> serverWords(SQLException e) {
        return e instanceof PSQLException said ? Optional.ofNullable(said.getServerErrorMessage()) : Optional.empty();
    }

    static boolean isCausedBy(Class<? extends Exception> type, SQLException e) {
        for (@Nullable Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
