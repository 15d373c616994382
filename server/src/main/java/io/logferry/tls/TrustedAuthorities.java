package io.logferry.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** TLS that trusts the authorities of one file and no others. */
public final class TrustedAuthorities {
    private final TrustManager[] trust;

    private TrustedAuthorities(TrustManager[] trust) {
        this.trust = trust;
    }

    /**
     * @param pem one or more certificates in PEM form
     * @param setting the name of the setting that says which file it is, for the message
     * @throws IllegalArgumentException where it can't be read, or there are none in it
     */
    public static TrustedAuthorities read(Path pem, String setting) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(keyStore(pem));
            return new TrustedAuthorities(trust.getTrustManagers());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    setting + ": no certificates can be read from " + pem + ": " + e.getMessage(), e);
        }
    }

    /** For clients that make their sockets by it. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    /** For clients that want these alone. */
    public TrustManager[] managers() {
        return trust.clone();
    }

    private static KeyStore keyStore(Path pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
        }
        if (store.size() == 0) {
            throw new IOException("it is empty");
        }
        return store;
    }
}
