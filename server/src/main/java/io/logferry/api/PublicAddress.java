package io.logferry.api;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address at which callers reach this service: {@code logferry.public-url}, or else the one of the request. A forged Host header changes only
 * the answer to its own request.
 */
public final class PublicAddress {
    /** A regular expression. */
    static final String HOST = "[A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}]";

    private static final Pattern HOST_ALONE = Pattern.compile(HOST);

    private final Optional<URI> configured;

    /** @throws IllegalArgumentException if links can't begin with the configured address */
    public PublicAddress(Optional<URI> configured) {
        this.configured = configured.map(PublicAddress::checked).map(PublicAddress::withoutTrailingSlash);
    }

    private static URI checked(URI uri) {
        boolean isHttp = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!isHttp || uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "logferry.public-url must be an http or https address with a host, and a path at most, such as"
                            + " https://logs.example.com");
        }
        return uri;
    }

    /** Scheme and authority, and the path if one is configured; without a trailing slash. */
    public URI base(HttpServerRequest request) {
        return configured.orElseGet(() -> URI.create(request.scheme() + "://" + authority(request)));
    }

    private static String authority(HttpServerRequest request) {
        HostAndPort asked = request.authority();
        if (asked != null && HOST_ALONE.matcher(asked.host()).matches()) {
            return asked.port() > 0 ? asked.host() + ":" + asked.port() : asked.host();
        }
        SocketAddress local = request.localAddress();
        String host = local.hostAddress().contains(":") ? "[" + local.hostAddress() + "]" : local.hostAddress();
        return host + ":" + local.port();
    }

    private static URI withoutTrailingSlash(URI uri) {
        String text = uri.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
    }
}
