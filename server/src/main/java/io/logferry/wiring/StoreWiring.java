package io.logferry.wiring;

import io.logferry.key.KeyRing;
import io.logferry.link.LinkIssuer;
import io.logferry.link.LinkVerifier;
import io.logferry.link.LocalLinks;
import io.logferry.link.SignatureVersion;
import io.logferry.store.Bucket;
import io.logferry.store.LocalStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;

/** The log store, and the links of what is in it. */
@ApplicationScoped
class StoreWiring {
    @Produces
    @Singleton
    Bucket bucket(LogferryConfig config) {
        return new Bucket(config.store().bucket());
    }

    @Produces
    @Singleton
    LocalStore localStore(LogferryConfig config, Bucket bucket, Clock clock) throws IOException {
        return LocalStore.open(
                config.store().local().directory().toAbsolutePath().normalize(),
                bucket,
                config.store().local().shared(),
                clock);
    }

    @Produces
    @Singleton
    LinkIssuer linkIssuer(KeyRing keys, Bucket bucket, LogferryConfig config, Clock clock) {
        SignatureVersion version = switch (config.link().signature().orElse(LogferryConfig.SignatureKind.V2)) {
            case V2 -> SignatureVersion.V2;
            case V4 -> SignatureVersion.V4;
        };
        return new LocalLinks(keys, bucket, config.link().ttl(), version, clock);
    }

    @Produces
    @Singleton
    LinkVerifier linkVerifier(KeyRing keys, Bucket bucket, Clock clock) {
        return new LinkVerifier(keys, bucket, clock);
    }
}
