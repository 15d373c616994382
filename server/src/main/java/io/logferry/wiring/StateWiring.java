package io.logferry.wiring;

import io.logferry.retry.Patience;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/** The clock, the retry policy and the state database. */
@ApplicationScoped
class StateWiring {
    @Produces
    @Singleton
    Clock clock() {
        // The API has whole milliseconds, and PostgreSQL would round nanoseconds.
        return Clock.tick(Clock.systemUTC(), Duration.ofMillis(1));
    }

    @Produces
    @Singleton
    Patience patience(LogferryConfig config) {
        return new Patience(config.export().retryFor());
    }

    @Produces
    @Singleton
    Jdbi jdbi(DataSource state) {
        return Jdbi.create(state).installPlugin(new PostgresPlugin());
    }
}
