package io.logferry.wiring;

import io.logferry.store.LogStore;
import io.logferry.store.S3Store;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Tells what the object store can't do. The service stays ready: exports work without it. */
@Readiness
@Singleton
final class StoreHealth implements HealthCheck {
    private final LogStore store;

    StoreHealth(LogStore store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        String cleaning = store instanceof S3Store s3 ? s3.limitation().orElse("complete") : "complete";
        return HealthCheckResponse.named("log store")
                .up()
                .withData("cleaning up", cleaning)
                .build();
    }
}
