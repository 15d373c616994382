package io.logferry.cli.http;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies that {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY} name, in upper or lower
 * case, as in curl and the OpenStack clients. This machine itself is always reached directly.
 */
public final class Proxies extends ProxySelector {
    private final Map<String, String> environment;
    private final DirectHosts direct;

    /** One of them; {@code user} is {@code NAME:PASSWORD}, decoded, or empty. */
    private record Named(String variable, String host, int port, String user) {}

    private Proxies(Map<String, String> environment) {
        this.environment = environment;
        this.direct = DirectHosts.parse(
                set(environment, "NO_PROXY").map(Map.Entry::getValue).orElse(""));
    }

    public static Proxies ofEnvironment(Map<String, String> environment) {
        return new Proxies(environment);
    }

    @Override
    public List<Proxy> select(URI uri) {
        return List.of(named(uri)
                .map(proxy ->
                        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())))
                .orElse(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // Each address has one proxy, and the message of a failed request names it.
    }

    /**
     * Adds user and password of the proxy to a request, if it has them; Java does not send this header to the server behind
     * a tunnel. An {@link java.net.Authenticator} does not work here: with one, Java reports every 401 without
     * {@code WWW-Authenticate} as a broken connection, and OpenStack's services send such answers.
     */
    HttpRequest signedIn(HttpRequest request) {
        return named(request.uri())
                .filter(proxy -> !proxy.user().isEmpty())
                .map(proxy -> HttpRequest.newBuilder(request, (name, value) -> true)
                        .header("Proxy-Authorization", "Basic " + base64(proxy.user()))
                        .build())
                .orElse(request);
    }

    private static String base64(String user) {
        String pair = user.contains(":") ? user : user + ":";
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** Such as {@code the proxy proxy.example:3128 of HTTPS_PROXY}; empty if this address has no proxy. */
    Optional<String> inWords(URI uri) {
        return named(uri).map(proxy -> "the proxy %s:%d of %s".formatted(proxy.host(), proxy.port(), proxy.variable()));
    }

    private Optional<Named> named(URI uri) {
        String name = "https".equalsIgnoreCase(uri.getScheme()) ? "HTTPS_PROXY" : "HTTP_PROXY";
        if (direct.include(uri)) {
            return Optional.empty();
        }
        return set(environment, name).or(() -> set(environment, "ALL_PROXY")).map(Proxies::parse);
    }

    /** The variable as it is spelled, and its value. */
    private static Optional<Map.Entry<String, String>> set(Map<String, String> environment, String name) {
        return Stream.of(name.toLowerCase(Locale.ROOT), name)
                .filter(spelled -> !environment.getOrDefault(spelled, "").isBlank())
                .map(spelled ->
                        Map.entry(spelled, environment.getOrDefault(spelled, "").strip()))
                .findFirst();
    }

    private static Named parse(Map.Entry<String, String> variable) {
        String value = variable.getValue();
        URI uri;
        try {
            uri = URI.create(value.contains("://") ? value : "http://" + value);
        } catch (IllegalArgumentException malformed) {
            throw unusable(variable.getKey());
        }
        if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            throw unusable(variable.getKey());
        }
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        return new Named(
                variable.getKey(),
                uri.getHost(),
                port,
                Optional.ofNullable(uri.getUserInfo()).orElse(""));
    }

    /** Has neither the value nor a cause that quotes it, because it may contain a password. */
    private static Failure unusable(String variable) {
        return new Failure(
                ExitCode.USAGE,
                variable
                        + " is not the address of an HTTP proxy: write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT");
    }
}
