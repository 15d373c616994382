package io.logferry.wiring;

import io.logferry.store.LogStore;
import io.logferry.store.s3.S3Store;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says whether the service can clean up the object store. The service is ready without it, because exports work. Anybody may ask for health, so
 * only the log says what is wrong, and where.
 */
@Readiness
@Singleton
final class StoreHealth implements HealthCheck {
    private final LogStore store;

    StoreHealth(LogStore store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        boolean isLimited = store instanceof S3Store s3 && s3.limitation().isPresent();
        return HealthCheckResponse.named(
                        isLimited
                                ? "log store: what dead runs leave behind can't be cleaned up, see the service's log"
                                : "log store: what dead runs leave behind is cleaned up")
                .up()
                .build();
    }
}
