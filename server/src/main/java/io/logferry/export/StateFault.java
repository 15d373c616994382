package io.logferry.export;

import io.logferry.retry.Patience;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Faults of the state database, and of the connection to it, during a run. */
final class StateFault {
    private static final Logger LOG = Logger.getLogger(StateFault.class);

    /** Beginnings of SQLSTATE: no connection, a conflict, too few resources, a lock that is held, a shutdown or start, I/O. */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "55P03", "57P", "58");

    private StateFault() {}

    /** Executes the statement, and again after a fault that may pass; the statement must do no harm if it is executed twice. */
    static <T extends @Nullable Object> T patiently(Patience patience, Supplier<T> statement) {
        Patience.Waiting waiting = patience.begin();
        while (true) {
            try {
                return statement.get();
            } catch (RuntimeException e) {
                int before = waiting.faults();
                if (!mayPass(e) || !again(waiting)) {
                    throw e;
                }
                if (waiting.faults() > before) {
                    LOG.warnf("the state database can't be reached; trying again: %s", e.getMessage());
                }
            }
        }
    }

    /** An exception without a state comes from the connection pool. */
    private static boolean mayPass(RuntimeException e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException failure) {
                @Nullable String state = failure.getSQLState();
                return state == null || PASSING.stream().anyMatch(state::startsWith);
            }
        }
        return false;
    }

    private static boolean again(Patience.Waiting waiting) {
        try {
            return waiting.again();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
