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
import io.logferry.store.StoreClaim;
import io.logferry.store.local.LocalStore;
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
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The log store, and the links of what is in it. */
@ApplicationScoped
class StoreWiring {
    private static final int BEFORE_WORKERS = 1000;
    private static final int AFTER_WORKERS = 3000;

    /** A session of a host that died lives on for 25 s. */
    private static final Duration UNTIL_A_PREDECESSOR_HAS_ENDED = Duration.ofSeconds(30);

    private @Nullable StoreClaim claim;

    @Produces
    @Singleton
    Bucket bucket(LogferryConfig config) {
        return new Bucket(config.store().bucket());
    }

    @Produces
    @Singleton
    LogStore logStore(LogferryConfig config, Bucket bucket, Patience patience, Clock clock) throws IOException {
        LogferryConfig.Store store = config.store();
        return switch (store.kind()) {
            case LOCAL ->
                LocalStore.open(
                        store.local().directory().toAbsolutePath().normalize(),
                        bucket,
                        store.local().shared(),
                        clock);
            case S3 ->
                S3Store.open(
                        S3Settings.forStoring(store.s3()),
                        bucket,
                        config.home().toAbsolutePath().normalize().resolve("spool"),
                        patience,
                        clock);
        };
    }

    void close(@Disposes LogStore store) {
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
                        S3Settings.forLinks(config.store().s3()),
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

    /** Has it made now: a wrong setting must not wait for the first caller. */
    void makeAtStart(@Observes StartupEvent event, LinkIssuer links) {}

    /** Before this replica takes a request or an export. */
    void claim(@Observes @Priority(BEFORE_WORKERS) StartupEvent event, DataSource state, LogferryConfig config)
            throws SQLException, InterruptedException {
        LogferryConfig.Store store = config.store();
        boolean isItsOwn =
                store.kind() == LogferryConfig.StoreKind.LOCAL && !store.local().shared();
        claim = StoreClaim.take(state, isItsOwn, UNTIL_A_PREDECESSOR_HAS_ENDED, () -> Quarkus.asyncExit(1));
    }

    /** Once this replica writes no more files: from then on another may, whose store is another. */
    void release(@Observes @Priority(AFTER_WORKERS) ShutdownEvent event) {
        if (claim != null) {
            claim.close();
        }
    }

    /** The files of the local store have nobody else who would serve them. */
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
}
