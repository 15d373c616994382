package io.logferry.wiring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * HTTPS in place of HTTP, at the same port, where the settings name a certificate and its key. Quarkus makes its server before any of our beans
 * is there, so this comes before Quarkus, and tells it by system properties.
 */
final class Https {
    private static final String CERTIFICATE = "logferry.tls.certificate";
    private static final String KEY = "logferry.tls.key";

    private Https() {}

    /** @throws IllegalArgumentException where one of the two settings is missing, or its file can't be read */
    static void tell(Config settings) {
        Optional<Path> certificate = settings.getOptionalValue(CERTIFICATE, Path.class);
        Optional<Path> key = settings.getOptionalValue(KEY, Path.class);
        if (certificate.isEmpty() && key.isEmpty()) {
            return;
        }
        String certificateFile = file(CERTIFICATE, certificate, KEY);
        String keyFile = file(KEY, key, CERTIFICATE);
        System.setProperty("quarkus.http.insecure-requests", "disabled");
        System.setProperty("quarkus.http.ssl-port", settings.getValue("logferry.port", String.class));
        System.setProperty("quarkus.http.ssl.certificate.files", certificateFile);
        System.setProperty("quarkus.http.ssl.certificate.key-files", keyFile);
    }

    private static String file(String name, Optional<Path> value, String other) {
        Path path = value.orElseThrow(() -> new IllegalArgumentException(
                other + " is set, but " + name + " isn't. Set both for HTTPS, or neither for HTTP"));
        if (!Files.isReadable(path)) {
            throw new IllegalArgumentException(
                    name + ": the file " + path.toAbsolutePath() + " isn't there, or can't be read");
        }
        // Quarkus takes a list, in which a comma separates.
        return path.toAbsolutePath().toString().replace(",", "\\,");
    }
}
