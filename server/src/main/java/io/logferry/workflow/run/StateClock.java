package io.logferry.workflow.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * The state database's clock, by which all replicas schedule exports: a replica whose own clock is wrong, or is set, neither delays an export nor
 * takes another's for dead. Between two looks at the database it goes on with the monotonic clock.
 */
final class StateClock {
    /**
     * Nothing is scheduled further ahead than the expiry's next round. What is, was written before the database's clock was set back, and would
     * wait until the old time comes again.
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

    /** @param clock counts until the database was asked */
    StateClock(Clock clock) {
        this.last = new Reading(clock.instant(), System.nanoTime());
    }

    Instant now() {
        return last.now();
    }

    /** Asks the database what time it is, and mends what an earlier time of it has left. */
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
