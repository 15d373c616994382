package io.logferry.wiring;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Uses a renewed certificate without a restart and without a lost connection. The content of the files is compared, as for every other watched
 * file.
 *
 * <p>The key is replaced below Vert.x: Vert.x 4.5 itself (HttpServer.updateSSLOptions) closes every connection that arrives while it builds the new
 * context. Decision 11 has the measurements.
 */
@Singleton
final class CertificateRenewal implements HttpServerOptionsCustomizer {
    private static final Logger LOG = Logger.getLogger(CertificateRenewal.class);
    private static final long PERIOD_SECONDS = 1;

    private final LogferryConfig.Tls files;
    private final Vertx vertx;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("certificate-renewal").daemon().factory());

    CertificateRenewal(LogferryConfig config, Vertx vertx) {
        this.files = config.tls();
        this.vertx = vertx;
    }

    /** Called before the server listens, which it does only if both files are set. */
    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        if (files.certificate().isPresent() && files.key().isPresent()) {
            Watched pair = new Watched(files.certificate().get(), files.key().get());
            options.setKeyCertOptions(KeyCertOptions.wrap(pair.keys));
            ScheduledFuture<?> unused =
                    watch.scheduleWithFixedDelay(pair::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        watch.shutdownNow();
    }

    /** The two files, and the pair that new connections use. */
    private final class Watched {
        private final Path certificate;
        private final Path key;
        private final RenewableKey keys;
        private CertificatePair used;
        private String lastFault = "";

        /** @throws IllegalArgumentException if the pair can't be used */
        Watched(Path certificate, Path key) {
            this.certificate = certificate;
            this.key = key;
            try {
                used = CertificatePair.read(certificate, key);
                keys = new RenewableKey(used.keys(vertx));
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalArgumentException(sentence(e), e);
            }
        }

        void look() {
            try {
                CertificatePair found = CertificatePair.read(certificate, key);
                if (!found.isSameAs(used)) {
                    keys.renew(found.keys(vertx));
                    used = found;
                    LOG.infof("new connections use the certificate in %s", certificate);
                }
                lastFault = "";
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                // The next look may succeed. A fault is logged once, and not at every look.
                if (!lastFault.equals(sentence(e))) {
                    lastFault = sentence(e);
                    LOG.warnf("%s. The previous certificate stays in use", lastFault);
                }
            }
        }

        private String sentence(Exception fault) {
            return "logferry.tls: the certificate in " + certificate + " and the key in " + key
                    + " can't be used together: "
                    + (fault instanceof GeneralSecurityException ? fault.getMessage() : fault.toString());
        }
    }
}
