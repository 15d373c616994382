package io.logferry.cli.http;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The certificate authorities of a PEM file, instead of Java's own ({@code OS_CACERT}, as in other OpenStack clients). */
public final class Trust {
    private Trust() {}

    public static SSLContext ofAuthorities(Path pem) {
        try (InputStream certificates = Files.newInputStream(pem)) {
            KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
            authorities.load(null, null);
            int number = 0;
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(certificates)) {
                authorities.setCertificateEntry("ca" + number++, authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException unusable) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the CA file " + pem + " can't be used (" + unusable.getMessage()
                            + "): OS_CACERT or cacert in clouds.yaml must name a readable PEM file",
                    unusable);
        }
    }
}
