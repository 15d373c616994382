package io.logferry.workflow.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;

/**
 * Wakes the workers of all replicas when an export was enqueued, by PostgreSQL's LISTEN and NOTIFY. A notification is sent when the transaction
 * commits, so the worker that it wakes finds the export. If the connection breaks and a notification is missed, the next poll finds the export. The same
 * connection sets the {@link StateClock}.
 */
final class ExportCalls implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ExportCalls.class);
    private static final String CHANNEL = "logferry_exports";
    private static final Duration LISTEN_FOR = Duration.ofSeconds(1);
    private static final Duration BEFORE_RECONNECT = Duration.ofSeconds(2);

    private static final Duration SET_CLOCK_EVERY = Duration.ofSeconds(5);

    private final DataSource state;
    private final StateClock clock;
    private final Runnable wake;
    private final Thread listener;
    private volatile boolean closed;

    ExportCalls(DataSource state, StateClock clock, Runnable wake) {
        this.state = state;
        this.clock = clock;
        this.wake = wake;
        this.listener = Thread.ofPlatform().daemon().name("export-calls").unstarted(this::listen);
    }

    void start() {
        listener.start();
    }

    /** Notifies in the caller's transaction. */
    static void call(Handle handle) {
        handle.execute("NOTIFY " + CHANNEL);
    }

    private void listen() {
        while (!closed) {
            try (Connection connection = state.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("LISTEN " + CHANNEL);
                clock.set(connection);
                wake.run();
                hear(connection);
                statement.execute("UNLISTEN " + CHANNEL);
            } catch (SQLException e) {
                LOG.debugf(e, "can't listen for exports; the workers poll meanwhile");
                pause();
            }
        }
    }

    private void hear(Connection listening) throws SQLException {
        PGConnection connection = listening.unwrap(PGConnection.class);
        long set = System.nanoTime();
        while (!closed) {
            if (System.nanoTime() - set > SET_CLOCK_EVERY.toNanos()) {
                clock.set(listening);
                set = System.nanoTime();
            }
            if (connection.getNotifications((int) LISTEN_FOR.toMillis()).length > 0) {
                wake.run();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(BEFORE_RECONNECT);
        } catch (InterruptedException e) {
            LOG.trace("told to stop", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        listener.interrupt();
        try {
            listener.join(2 * LISTEN_FOR.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
