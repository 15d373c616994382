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
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;

/** The content of the two PEM files of a server: its certificate (with intermediate certificates, if any) and its key. */
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
     * The pair for handshakes. Neither Java nor Vert.x checks whether the key belongs to the certificate. If it doesn't, no client can connect. This
     * happens for a moment when the files are replaced one after the other.
     *
     * @throws GeneralSecurityException if the pair can't be used; the message says why
     */
    X509KeyManager keys(Vertx vertx) throws GeneralSecurityException {
        X509KeyManager keys = parse(vertx);
        String alias = Stream.of("RSA", "EC", "DSA")
                .flatMap(type ->
                        Stream.ofNullable(keys.getServerAliases(type, null)).flatMap(Stream::of))
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("they contain no RSA or EC key"));
        if (!belongTogether(keys.getPrivateKey(alias), keys.getCertificateChain(alias)[0])) {
            throw new GeneralSecurityException("the key doesn't belong to the certificate");
        }
        return keys;
    }

    private X509KeyManager parse(Vertx vertx) throws GeneralSecurityException {
        try {
            return (X509KeyManager) new PemKeyCertOptions()
                    .setCertValue(Buffer.buffer(certificate))
                    .setKeyValue(Buffer.buffer(key))
                    .getKeyManagerFactory(vertx)
                    .getKeyManagers()[0];
        } catch (Exception e) {
            // Vert.x declares only Exception; its message says what is wrong in the PEM file.
            throw new GeneralSecurityException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
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
