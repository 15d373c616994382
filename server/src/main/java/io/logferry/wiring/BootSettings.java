package io.logferry.wiring;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** The settings before Quarkus starts, and what Quarkus must know before any of our beans exists: system properties say it. */
final class BootSettings {
    private static final String CERTIFICATE = "logferry.tls.certificate";
    private static final String KEY = "logferry.tls.key";

    private BootSettings() {}

    /** The settings as Quarkus will read them. */
    static Config read() {
        return builder().build();
    }

    static SmallRyeConfigBuilder builder() {
        return new SmallRyeConfigBuilder()
                .forClassLoader(Thread.currentThread().getContextClassLoader())
                .addDiscoveredCustomizers()
                .addDefaultInterceptors()
                .addDefaultSources()
                .addDiscoveredSources()
                .addDiscoveredConverters();
    }

    /**
     * Makes Quarkus serve HTTPS instead of HTTP at the same port if the settings name a certificate and its key.
     *
     * @throws IllegalArgumentException if one of the two settings is missing, or its file can't be read
     */
    static void applyTls(Config settings) {
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
                    name + ": the file " + path.toAbsolutePath() + " doesn't exist or can't be read");
        }
        // Quarkus reads a list with commas as separators.
        return path.toAbsolutePath().toString().replace(",", "\\,");
    }
}
