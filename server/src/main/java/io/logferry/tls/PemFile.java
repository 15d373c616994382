package io.logferry.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is in a file in PEM form, as far as it has to be known before it is used. */
public final class PemFile {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+?)-----END PRIVATE KEY-----");

    private PemFile() {}

    /** What is wrong with a file that should hold certificates; empty where nothing is. */
    public static Optional<String> problemOfCertificates(byte[] content) {
        try {
            boolean none = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(content))
                    .isEmpty();
            return none ? Optional.of("holds no certificate in PEM form") : Optional.empty();
        } catch (CertificateException e) {
            return Optional.of("holds no certificate in PEM form");
        }
    }

    /** What is wrong with a file that should hold a private key. */
    public static Optional<String> problemOfKey(byte[] content) {
        return keyAlgorithm(content).isPresent()
                ? Optional.empty()
                : Optional.of("holds no PKCS#8 key in PEM form without a password: make it one by"
                        + " `openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW`");
    }

    /** Of a private key, as Java names it; empty where it is none. */
    public static Optional<String> keyAlgorithm(byte[] content) {
        Matcher key = KEY.matcher(new String(content, StandardCharsets.ISO_8859_1));
        return key.find()
                ? ALGORITHMS.stream()
                        .filter(algorithm -> isKey(algorithm, key.group(1)))
                        .findFirst()
                : Optional.empty();
    }

    private static boolean isKey(String algorithm, String base64) {
        try {
            byte[] key = Base64.getMimeDecoder().decode(base64);
            return !KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(key))
                    .getAlgorithm()
                    .isEmpty();
        } catch (GeneralSecurityException | IllegalArgumentException another) {
            return false;
        }
    }
}
