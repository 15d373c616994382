package io.logferry.identity.keystone;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which Keystone, and for how long an outcome is kept.
 *
 * @param url its Identity v3, such as {@code https://iam.example/v3}
 * @param cacheTtl how long an outcome is used before Keystone is asked again; a revoked token works at most that long
 * @param authorities PEM file of the authorities that may have signed Keystone's certificate, instead of the JVM's own
 */
public record KeystoneSettings(URI url, Duration cacheTtl, Optional<Path> authorities) {
    public KeystoneSettings {
        if (String.valueOf(url.getRawAuthority()).contains("@")) {
            // Not shown: it may contain a password.
            throw new IllegalArgumentException("logferry.identity.keystone.url must have no user and no password in it:"
                    + " a token vouches for itself");
        }
        String text = url.toString();
        if (!text.matches("(?i)https?://[^/?#]+(/[^?#]*)?/v3/?")) {
            throw new IllegalArgumentException("logferry.identity.keystone.url must be the address of Identity v3,"
                    + " such as https://iam.example/v3, but is " + text);
        }
        if (authorities.isPresent() && !url.getScheme().equalsIgnoreCase("https")) {
            throw new IllegalArgumentException("logferry.identity.keystone.ca is set, but"
                    + " logferry.identity.keystone.url isn't an https address: " + text);
        }
        if (cacheTtl.isNegative()) {
            throw new IllegalArgumentException(
                    "logferry.identity.keystone.cache-ttl must not be negative, but is " + cacheTtl);
        }
    }

    URI tokens() {
        // Any value will do for Keystone; IAM wants one that isn't empty.
        return URI.create(url.toString().replaceFirst("/$", "") + "/auth/tokens?nocatalog=true");
    }
}
