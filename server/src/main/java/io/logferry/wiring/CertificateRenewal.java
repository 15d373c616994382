package io.logferry.wiring;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes up a renewed certificate without a restart and without a lost connection. The files are compared by their content, as every other file
 * that is watched.
 *
 * <p>The key is replaced below Vert.x, whose own way (HttpServer.updateSSLOptions of 4.5) closes every connection that comes while it builds the
 * new context.
 */
@Singleton
final class CertificateRenewal implements HttpServerOptionsCustomizer {
    private static final Logger LOG = Logger.getLogger(CertificateRenewal.class);
    private static final long PERIOD_SECONDS = 1;

    private final LogferryConfig.Tls files;
    private final Vertx vertx;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("certificate-renewal").daemon().factory());

    private @Nullable Watched watched;
    private Optional<String> lastFault = Optional.empty();

    private record Watched(Path certificate, Path key, CertificatePair inForce, RenewableKey keys) {
        Watched with(CertificatePair renewed) {
            return new Watched(certificate, key, renewed, keys);
        }
    }

    CertificateRenewal(LogferryConfig config, Vertx vertx) {
        this.files = config.tls();
        this.vertx = vertx;
    }

    /** Before the server listens. */
    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        read().ifPresent(first -> options.setKeyCertOptions(KeyCertOptions.wrap(first.keys())));
    }

    void start(@Observes StartupEvent event) {
        if (read().isPresent()) {
            ScheduledFuture<?> unused =
                    watch.scheduleWithFixedDelay(this::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        watch.shutdownNow();
    }

    private synchronized Optional<Watched> read() {
        if (watched == null && files.certificate().isPresent() && files.key().isPresent()) {
            watched = first(files.certificate().get(), files.key().get());
        }
        return Optional.ofNullable(watched);
    }

    private Watched first(Path certificate, Path key) {
        try {
            CertificatePair pair = CertificatePair.read(certificate, key);
            pair.fault(vertx).ifPresent(fault -> {
                throw new IllegalArgumentException(sentence(certificate, key, fault));
            });
            return new Watched(certificate, key, pair, new RenewableKey(pair.parse(vertx)));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException(sentence(certificate, key, e.toString()), e);
        }
    }

    private synchronized void look() {
        Watched now = read().orElseThrow();
        try {
            CertificatePair found = CertificatePair.read(now.certificate(), now.key());
            if (found.isSameAs(now.inForce())) {
                lastFault = Optional.empty();
                return;
            }
            Optional<String> fault = found.fault(vertx);
            if (fault.isPresent()) {
                complain(sentence(now.certificate(), now.key(), fault.get()));
                return;
            }
            now.keys().renew(found.parse(vertx));
            watched = now.with(found);
            lastFault = Optional.empty();
            LOG.infof("the certificate in %s is in force for new connections", now.certificate());
        } catch (Exception e) {
            // Whatever it is, the next look comes.
            complain("logferry.tls: the certificate or its key can't be read: " + e);
        }
    }

    /** Once, however often it is looked at. */
    private void complain(String fault) {
        if (!lastFault.equals(Optional.of(fault))) {
            LOG.warnf("%s. The certificate of before stays in force", fault);
            lastFault = Optional.of(fault);
        }
    }

    private static String sentence(Path certificate, Path key, String fault) {
        return "logferry.tls: the certificate in " + certificate + " and the key in " + key
                + " can't be used together: " + fault;
    }
}
