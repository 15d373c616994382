package io.logferry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An authority that nobody knows but who is told, and the certificates that it issues for 127.0.0.1 and for {@link #NAME} with all that is
 * below it; made by openssl.
 */
public final class TestAuthority {
    /** A name that no resolver needs to know. */
    public static final String NAME = "s3.localhost";

    /** Of the key stores. */
    public static final String PASSWORD = "no-secret";

    private final Path folder;
    private final AtomicInteger issued = new AtomicInteger();

    /** PEM files. */
    public record Issued(Path certificate, Path key) {}

    /** @param folder where its files go */
    public TestAuthority(Path folder) {
        this.folder = folder;
        openssl("req -x509 -nodes -days 2 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=authority"
                + " -keyout authority.key -out authority.pem");
    }

    public Path certificate() {
        return folder.resolve("authority.pem");
    }

    /** With a key on the curve P-256. */
    public Issued issue() {
        return issue("ec -pkeyopt ec_paramgen_curve:P-256");
    }

    /** @param key what {@code openssl req} takes after {@code -newkey}, such as {@code rsa:2048} */
    public Issued issue(String key) {
        String name = "server-" + issued.incrementAndGet();
        openssl(("req -x509 -nodes -days 2 -newkey %s -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1,DNS:"
                        + NAME + ",DNS:*." + NAME
                        + " -addext basicConstraints=critical,CA:FALSE -CA authority.pem -CAkey authority.key"
                        + " -keyout %s.key -out %s.pem")
                .formatted(key, name, name));
        return new Issued(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
    }

    /** For a client of that name. */
    public Issued issueTo(String name) {
        return issueTo(name, "ec -pkeyopt ec_paramgen_curve:P-256");
    }

    /** @param key what {@code openssl req} takes after {@code -newkey} */
    public Issued issueTo(String name, String key) {
        openssl(("req -x509 -nodes -days 2 -newkey %2$s -subj /CN=%1$s"
                        + " -addext basicConstraints=critical,CA:FALSE -CA authority.pem -CAkey authority.key"
                        + " -keyout %1$s.key -out %1$s.pem")
                .formatted(name, key));
        return new Issued(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
    }

    /** One that was valid for a day of long ago. */
    public Issued issueExpired() throws IOException {
        Files.createDirectories(folder.resolve("issued"));
        Files.writeString(folder.resolve("index.txt"), "");
        Files.writeString(folder.resolve("serial"), "01\n");
        Files.writeString(folder.resolve("ca.cnf"), """
                [ca]
                default_ca = authority
                [authority]
                database = index.txt
                serial = serial
                new_certs_dir = issued
                default_md = sha256
                policy = any
                copy_extensions = copy
                [any]
                commonName = supplied
                """);
        openssl("req -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=127.0.0.1"
                + " -addext subjectAltName=IP:127.0.0.1 -keyout expired.key -out expired.csr");
        openssl("ca -batch -config ca.cnf -in expired.csr -cert authority.pem -keyfile authority.key"
                + " -startdate 20200101000000Z -enddate 20200102000000Z -out expired.pem");
        return new Issued(folder.resolve("expired.pem"), folder.resolve("expired.key"));
    }

    /** For a client that trusts this authority alone. */
    public SSLContext client() {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", read(certificate()));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** For a server that wants a key store, in the format PKCS12. */
    public Path keyStore(Issued files) {
        Path store = folder.resolve("server.p12");
        openssl("pkcs12 -export -in %s -inkey %s -passout pass:%s -out %s"
                .formatted(
                        files.certificate().getFileName(), files.key().getFileName(), PASSWORD, store.getFileName()));
        return store;
    }

    /** For a server with that certificate. */
    public SSLContext server(Issued files) {
        try (InputStream in = Files.newInputStream(keyStore(files))) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static Certificate read(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** @param words separated by blanks; files are in the folder */
    private void openssl(String words) {
        try {
            Process process = new ProcessBuilder(("openssl " + words).split(" "))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError("openssl " + words + "\n" + output);
            }
        } catch (IOException e) {
            throw new AssertionError("openssl is needed: ./dev test installs it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
