package io.logferry.cli.http;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests. It is safe to send every request of this command twice (the service shares one export among equal
 * requests), so a request is sent again if the connection is refused or breaks, or the answer is 429 or 503.
 */
public final class Http {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(90);
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 5;
    private static final int PROXY_LOGIN = 407;

    private final HttpClient client;
    private final Proxies proxies;
    private final Pause pause;
    private final BackOff backOff =
            new BackOff(Duration.ofMillis(300), Duration.ofSeconds(4), RandomGenerator.getDefault());

    /** @param trust checks HTTPS servers; null: Java's own certificate authorities */
    public Http(@Nullable SSLContext trust, Proxies proxies, Pause pause) {
        // HTTP/1.1: each download is one long body, and some proxies fail on plain-text upgrades to HTTP/2.
        // Redirects are not followed, because the other server would receive the token.
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(proxies)
                .connectTimeout(CONNECT);
        this.client = (trust == null ? builder : builder.sslContext(trust)).build();
        this.proxies = proxies;
        this.pause = pause;
    }

    public static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(ANSWER).header("User-Agent", "logferry-cli");
    }

    /**
     * Sends a request and returns the answer, with any status.
     *
     * @throws Failure {@link ExitCode#NETWORK} if there is none
     */
    public HttpResponse<byte[]> exchange(HttpRequest request) {
        for (int attempt = 0; ; attempt++) {
            boolean last = attempt == ATTEMPTS - 1;
            Duration wait;
            try {
                HttpResponse<byte[]> response = send(request, BodyHandlers.ofByteArray());
                Optional<Duration> asked = waitAskedFor(response, backOff.before(attempt));
                if (last || asked.isEmpty()) {
                    return response;
                }
                wait = asked.get();
            } catch (IOException broken) {
                if (last || !isTransient(broken)) {
                    throw unreachable(request.uri(), broken);
                }
                wait = backOff.before(attempt);
            } catch (InterruptedException interrupted) {
                throw interrupted(interrupted);
            }
            waitFor(wait);
        }
    }

    /**
     * One attempt to open a body that is read as it arrives; the caller resumes it.
     *
     * @throws IOException if there is no answer
     */
    public HttpResponse<InputStream> open(HttpRequest request) throws IOException {
        try {
            return send(request, BodyHandlers.ofInputStream());
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    /** @throws Failure if the proxy refused its own user and password */
    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body)
            throws IOException, InterruptedException {
        HttpResponse<T> response = client.send(proxies.signedIn(request), body);
        Optional<String> proxy = proxies.inWords(request.uri());
        if (response.statusCode() == PROXY_LOGIN && proxy.isPresent()) {
            throw new Failure(
                    ExitCode.NETWORK,
                    proxy.get() + " requires a valid user and password (HTTP 407): write"
                            + " http://USER:PASSWORD@HOST:PORT");
        }
        return response;
    }

    public void waitFor(Duration duration) {
        try {
            pause.lasting(duration);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private static Optional<Duration> waitAskedFor(HttpResponse<?> response, Duration unlessTold) {
        int status = response.statusCode();
        if (status != 429 && status != 502 && status != 503 && status != 504) {
            return Optional.empty();
        }
        Duration told = response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(unlessTold);
        return Optional.of(told).filter(wait -> wait.compareTo(LONGEST_RETRY_AFTER) <= 0);
    }

    /** False for an unknown host name and an untrusted certificate: another attempt would not help. */
    public static boolean isTransient(IOException broken) {
        return !(broken instanceof SSLException) && !isUnresolved(broken);
    }

    private static boolean isUnresolved(@Nullable Throwable broken) {
        for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    /** The failure that says why a server did not answer. */
    public Failure unreachable(URI uri, IOException broken) {
        String server = uri.getScheme() + "://" + uri.getRawAuthority()
                + proxies.inWords(uri).map(proxy -> " through " + proxy).orElse("");
        String line = switch (broken) {
            case SSLException tls ->
                "logferry does not trust the certificate or TLS of " + server + " (" + tls.getMessage()
                        + "): name the CA's PEM file in OS_CACERT";
            case HttpConnectTimeoutException slow ->
                "no connection to " + server + " within " + CONNECT.toSeconds()
                        + " s: check the address and the network";
            case HttpTimeoutException slow ->
                "no answer from " + server + " within " + ANSWER.toSeconds() + " s: try again";
            case ConnectException refused ->
                isUnresolved(refused)
                        ? "can't resolve a host name in " + server + ": check the address and the network"
                        : "no connection to " + server
                                + ": check that the service is running and that the address is right";
            default -> "the connection to " + server + " broke (" + message(broken) + "): try again";
        };
        return new Failure(ExitCode.NETWORK, line, broken);
    }

    private static String message(IOException broken) {
        String text = broken.getMessage();
        return text == null ? broken.getClass().getSimpleName().toLowerCase(Locale.ROOT) : text;
    }

    private static Failure interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new Failure(ExitCode.OTHER, "interrupted", interrupted);
    }
}
