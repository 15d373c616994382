package io.logferry.wiring;

import io.logferry.api.MetricPaths;
import io.logferry.api.PublicAddress;
import io.logferry.api.SignedRequests;
import io.logferry.api.rds.Gate;
import io.logferry.identity.signature.SdkSignature;
import io.logferry.instance.Inventory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/** The beans that the resources share. */
@ApplicationScoped
class ApiWiring {
    @Produces
    @Singleton
    MeterFilter metricPaths() {
        return new MetricPaths();
    }

    @Produces
    @Singleton
    PublicAddress publicAddress(LogferryConfig config) {
        return new PublicAddress(config.publicUrl());
    }

    @Produces
    @Singleton
    Gate gate(Inventory inventory, LogferryConfig config) {
        return new Gate(inventory, config.identity().roles().orElse(Set.of()));
    }

    @Produces
    @Singleton
    SignedRequests signedRequests(SdkSignature signature, MeterRegistry metrics) {
        return new SignedRequests(signature, metrics);
    }
}
