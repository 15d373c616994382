package io.logferry.workflow.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * The clock of the state database, by which all replicas schedule exports: so a replica whose own clock is wrong or is set neither delays an export
 * nor takes another replica for dead. Between two queries it continues with the monotonic clock.
 */
final class StateClock {
    /**
     * Nothing is scheduled further ahead than the next round of the expiry. A later time was written before the database's clock was set back, and its
     * task would wait until that time comes again.
     */
    private static final String FORGET_THE_FUTURE = """
            UPDATE scheduled_tasks
               SET execution_time = least(execution_time, clock_timestamp() + interval '1 minute'),
                   last_heartbeat = least(last_heartbeat, clock_timestamp())
             WHERE execution_time > clock_timestamp() + interval '2 minutes'
                OR last_heartbeat > clock_timestamp() + interval '10 seconds'
            """;

    private volatile Reading last;

    private record Reading(Instant time, long nanoTime) {
        Instant now() {
            return time.plusNanos(System.nanoTime() - nanoTime);
        }
    }

    /** @param clock counts until the first query */
    StateClock(Clock clock) {
        this.last = new Reading(clock.instant(), System.nanoTime());
    }

    Instant now() {
        return last.now();
    }

    /** Reads the time of the database, and corrects times in the future. */
    void set(Connection state) throws SQLException {
        try (Statement statement = state.createStatement()) {
            try (ResultSet result = statement.executeQuery("SELECT clock_timestamp()")) {
                result.next();
                last = new Reading(result.getObject(1, OffsetDateTime.class).toInstant(), System.nanoTime());
            }
            statement.execute(FORGET_THE_FUTURE);
        }
    }
}
