package io.logferry.export;

import io.logferry.retry.Patience;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the state database, or the way to it, has against a statement of a run. */
final class StateFault {
    private static final Logger LOG = Logger.getLogger(StateFault.class);

    /** By the beginnings of SQLSTATE: no connection, a conflict, a lack of resources, a lock that isn't to be had, stopping or starting, I/O. */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "55P03", "57P", "58");

    private StateFault() {}

    /** Makes the statement, and again where it met a fault that may pass: it must do no harm if it is made twice. */
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
                    LOG.warnf("the state database is out of reach, and is asked again: %s", e.getMessage());
                }
            }
        }
    }

    /** One without a state comes from the pool, which has no connection to give. */
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
