package io.logferry.wiring;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;

/** What is in the two PEM files of a server: its certificate (with those of the authorities between, if any) and its key. */
final class CertificatePair {
    private final byte[] certificate;
    private final byte[] key;

    private CertificatePair(byte[] certificate, byte[] key) {
        this.certificate = certificate;
        this.key = key;
    }

    static CertificatePair read(Path certificate, Path key) throws IOException {
        return new CertificatePair(Files.readAllBytes(certificate), Files.readAllBytes(key));
    }

    boolean isSameAs(CertificatePair other) {
        return MessageDigest.isEqual(certificate, other.certificate) && MessageDigest.isEqual(key, other.key);
    }

    /**
     * What is wrong with it, where something is. Neither Java nor Vert.x looks whether a key belongs to the certificate, and then no client
     * could connect; it happens for a moment whenever the files are renewed one after the other.
     */
    Optional<String> fault(Vertx vertx) {
        try {
            X509KeyManager pair = parse(vertx);
            Optional<String> alias = Stream.of("RSA", "EC", "DSA")
                    .flatMap(type ->
                            Stream.ofNullable(pair.getServerAliases(type, null)).flatMap(Stream::of))
                    .findFirst();
            if (alias.isEmpty()) {
                return Optional.of("there is no RSA or EC key in them");
            }
            X509Certificate first = pair.getCertificateChain(alias.get())[0];
            return belongTogether(pair.getPrivateKey(alias.get()), first)
                    ? Optional.empty()
                    : Optional.of("the key isn't that of the certificate");
        } catch (Exception e) {
            // Vert.x declares no more than this; its messages say what in a PEM file it stumbled over.
            return Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /** @throws Exception as Vert.x declares it, where a PEM file can't be understood; see {@link #fault} */
    X509KeyManager parse(Vertx vertx) throws Exception {
        return (X509KeyManager) new PemKeyCertOptions()
                .setCertValue(Buffer.buffer(certificate))
                .setKeyValue(Buffer.buffer(key))
                .getKeyManagerFactory(vertx)
                .getKeyManagers()[0];
    }

    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        Signature signature =
                Signature.getInstance("SHA256with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm()));
        byte[] something = certificate.getSignature();
        signature.initSign(key);
        signature.update(something);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(something);
        return signature.verify(signed);
    }
}
