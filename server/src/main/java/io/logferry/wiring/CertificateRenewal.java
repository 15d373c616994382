package io.logferry.wiring;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.options.TlsCertificateReloader;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes up a renewed certificate without a restart. The files are compared by their content, as every other file that is watched. */
@Singleton
final class CertificateRenewal {
    private static final Logger LOG = Logger.getLogger(CertificateRenewal.class);
    private static final long PERIOD_SECONDS = 1;

    private final LogferryConfig.Tls files;
    private final Vertx vertx;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("certificate-renewal").daemon().factory());

    private @Nullable CertificatePair inForce;
    private Optional<String> lastFault = Optional.empty();

    CertificateRenewal(LogferryConfig config, Vertx vertx) {
        this.files = config.tls();
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) throws IOException {
        if (files.certificate().isEmpty() || files.key().isEmpty()) {
            return;
        }
        Path certificate = files.certificate().get();
        Path key = files.key().get();
        CertificatePair first = CertificatePair.read(certificate, key);
        first.fault(vertx).ifPresent(fault -> {
            throw new IllegalArgumentException(sentence(certificate, key, fault));
        });
        inForce = first;
        ScheduledFuture<?> unused = watch.scheduleWithFixedDelay(
                () -> look(certificate, key), PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        watch.shutdownNow();
    }

    private void look(Path certificate, Path key) {
        try {
            CertificatePair found = CertificatePair.read(certificate, key);
            if (inForce != null && found.isSameAs(inForce)) {
                lastFault = Optional.empty();
                return;
            }
            Optional<String> fault = found.fault(vertx);
            if (fault.isPresent()) {
                complain(sentence(certificate, key, fault.get()));
                return;
            }
            inForce = found;
            lastFault = Optional.empty();
            TlsCertificateReloader.reload()
                    .thenRun(() -> LOG.infof("the certificate in %s is in force for new connections", certificate));
        } catch (IOException | RuntimeException e) {
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
