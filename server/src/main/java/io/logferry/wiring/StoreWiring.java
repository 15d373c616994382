package io.logferry.wiring;

import io.logferry.api.PublicAddress;
import io.logferry.api.link.LinkRoute;
import io.logferry.key.KeyRing;
import io.logferry.link.LinkIssuer;
import io.logferry.link.LinkIssuer.SignatureVersion;
import io.logferry.link.LinkVerifier;
import io.logferry.link.LocalLinks;
import io.logferry.link.S3Links;
import io.logferry.retry.Patience;
import io.logferry.store.Bucket;
import io.logferry.store.LogStore;
import io.logferry.store.StoreIdentity;
import io.logferry.store.local.LocalStore;
import io.logferry.store.s3.S3Endpoint;
import io.logferry.store.s3.S3Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** The log store, and the links to its files. */
@ApplicationScoped
class StoreWiring {
    private static final int BEFORE_WORKERS = 1000;

    /** Links to an object store fail where the service can't see it, so the service looks by itself whether it is still the same store. */
    private static final Duration COMPARED_EVERY = Duration.ofSeconds(15);

    private final ScheduledExecutorService comparing = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("store-identity").unstarted(task));

    @Produces
    @Singleton
    Bucket bucket(LogferryConfig config) {
        return new Bucket(config.store().bucket());
    }

    @Produces
    @Singleton
    LogStore logStore(LogferryConfig config, Patience patience, Clock clock) throws IOException {
        return open(config.store(), config.home(), patience, clock);
    }

    static LogStore open(LogferryConfig.Store settings, Path home, Patience patience, Clock clock) throws IOException {
        Bucket bucket = new Bucket(settings.bucket());
        return switch (settings.kind()) {
            case LOCAL ->
                LocalStore.open(
                        settings.local().directory(), bucket, settings.local().shared(), clock);
            case S3 ->
                S3Store.open(
                        s3(settings.s3()),
                        bucket,
                        home.toAbsolutePath().normalize().resolve("spool"),
                        patience,
                        clock);
        };
    }

    static void close(@Disposes LogStore store) {
        if (store instanceof S3Store s3) {
            s3.close();
        }
    }

    @Produces
    @Singleton
    LinkIssuer linkIssuer(KeyRing keys, Bucket bucket, LogferryConfig config, Clock clock) {
        return switch (config.store().kind()) {
            case LOCAL ->
                new LocalLinks(
                        keys,
                        bucket,
                        config.link().ttl(),
                        config.link().signature().orElse(SignatureVersion.V2),
                        clock);
            case S3 ->
                new S3Links(
                        s3ForCallers(config.store().s3()),
                        bucket,
                        config.link().ttl(),
                        config.link().signature().orElse(SignatureVersion.V4),
                        clock);
        };
    }

    void close(@Disposes LinkIssuer links) {
        if (links instanceof S3Links s3) {
            s3.close();
        }
    }

    /** Makes it now: a wrong setting must not wait for the first caller. */
    void makeAtStart(@Observes StartupEvent event, LinkIssuer links) {}

    /** Before this replica takes a request or an export. */
    void compare(@Observes @Priority(BEFORE_WORKERS) StartupEvent event, Jdbi state, LogStore store)
            throws IOException {
        StoreIdentity identity = new StoreIdentity(state, store);
        identity.check();
        ScheduledFuture<?> unused = comparing.scheduleWithFixedDelay(
                () -> {
                    if (!identity.isStillTheSame()) {
                        Quarkus.asyncExit(1);
                    }
                },
                COMPARED_EVERY.toSeconds(),
                COMPARED_EVERY.toSeconds(),
                TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        comparing.shutdownNow();
    }

    /** The service itself serves the files of the local store. */
    void serve(
            @Observes Router router,
            LogStore store,
            KeyRing keys,
            Bucket bucket,
            PublicAddress address,
            MeterRegistry meters,
            Clock clock) {
        if (store instanceof LocalStore local) {
            new LinkRoute(new LinkVerifier(keys, bucket, clock), local, address, meters).register(router);
        }
    }

    /** At the address where this service reaches it. */
    private static S3Endpoint s3(LogferryConfig.Store.S3 settings) {
        boolean hasAddress = settings.endpoint().isPresent();
        return new S3Endpoint(
                settings.endpoint(),
                settings.region().map(Region::of).orElseGet(() -> S3Endpoint.usualRegion(hasAddress)),
                settings.pathStyle().orElse(hasAddress),
                credentials(settings.accessKey(), settings.secretKey()),
                settings.ca());
    }

    /** At the address where callers reach it. */
    private static S3Endpoint s3ForCallers(LogferryConfig.Store.S3 settings) {
        S3Endpoint ours = s3(settings);
        return settings.publicEndpoint().map(ours::at).orElse(ours);
    }

    private static AwsCredentialsProvider credentials(Optional<String> accessKey, Optional<String> secretKey) {
        if (accessKey.isPresent() != secretKey.isPresent()) {
            throw new IllegalArgumentException(
                    "Set both logferry.store.s3.access-key and .secret-key, or neither: then the AWS SDK looks for credentials "
                            + "(environment, web identity, profile, container, instance).");
        }
        return accessKey.isPresent()
                ? S3Endpoint.credentials(accessKey.get(), secretKey.get())
                : S3Endpoint.foundCredentials();
    }
}
