package io.logferry.wiring;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Whether the state database answers. A separate thread asks it, so that any number of health checks are answered at once. Quarkus' own check would
 * also show the database's address.
 */
@Readiness
@Singleton
final class StateHealth implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(StateHealth.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataSource state;
    private final ScheduledExecutorService asking = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("state-health").unstarted(task));

    /** True at first, because the service doesn't start without the database. */
    private volatile boolean answers = true;

    StateHealth(DataSource state) {
        this.state = state;
    }

    void start(@Observes StartupEvent event) {
        ScheduledFuture<?> unused =
                asking.scheduleWithFixedDelay(this::ask, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        asking.shutdownNow();
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("state database").status(answers).build();
    }

    private void ask() {
        boolean answered = false;
        try (Connection connection = state.getConnection()) {
            answered = connection.isValid(Math.toIntExact(PATIENCE.toSeconds()));
        } catch (SQLException | RuntimeException e) {
            LOG.debugf(e, "the state database can't be reached");
        }
        if (answers != answered) {
            LOG.warn(answered ? "the state database answers again" : "the state database doesn't answer");
        }
        answers = answered;
    }
}
