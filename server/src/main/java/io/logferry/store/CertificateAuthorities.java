package io.logferry.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Authorities of one's own, rather than those that Java knows. */
final class CertificateAuthorities {
    private CertificateAuthorities() {}

    /** Trusts servers whose certificates the authorities in the PEM file have signed, and nobody else. */
    static TrustManager[] trust(Path pem) throws IOException {
        try (InputStream file = Files.newInputStream(pem)) {
            Collection<? extends Certificate> authorities =
                    CertificateFactory.getInstance("X.509").generateCertificates(file);
            if (authorities.isEmpty()) {
                throw new IOException("there is no certificate in " + pem + ": it must be a PEM file");
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate authority : authorities) {
                trusted.setCertificateEntry("authority-" + trusted.size(), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates in " + pem + " can't be read: " + e.getMessage(), e);
        }
    }
}
