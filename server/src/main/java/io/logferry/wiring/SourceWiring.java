package io.logferry.wiring;

import io.logferry.retry.Patience;
import io.logferry.source.LogSource;
import io.logferry.source.SourceLimits;
import io.logferry.source.node.NodeLogSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jdbi.v3.core.Jdbi;

/** Where nodes' logs are read from. */
@ApplicationScoped
class SourceWiring {
    @Produces
    @Singleton
    LogSource logSource(LogferryConfig config, Patience patience, Jdbi state, Clock clock) {
        SourceLimits limits =
                new SourceLimits(config.export().maxAge(), config.export().maxRate());
        return new NodeLogSource(limits, patience, clock, state);
    }
}
