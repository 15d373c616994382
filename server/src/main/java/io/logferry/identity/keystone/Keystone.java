package io.logferry.identity.keystone;

import io.logferry.identity.Caller;
import io.logferry.identity.IdentityUnavailableException;
import io.logferry.tls.TrustedAuthorities;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Asks Keystone about one token. No service account is needed: Keystone's default policy lets a token validate itself. A token restricted to some
 * services (by an application credential's access rules) is unknown here, as Keystone documents it for services that don't check these rules.
 */
final class Keystone implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Keystone.class);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private final URI tokens;
    private final Duration patience;
    private final HttpClient http;

    /** What failed the last time, so that a long outage is two lines in the log. */
    private final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());

    private volatile boolean away;

    /** @param patience how long an answer may take, to its last byte */
    Keystone(KeystoneSettings settings, Duration patience) {
        this.tokens = settings.tokens();
        this.patience = patience;
        // Redirects are not followed: the token would be sent to their target.
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        settings.authorities()
                .map(pem -> TrustedAuthorities.read(pem, "logferry.identity.keystone.ca"))
                .map(TrustedAuthorities::context)
                .ifPresent(client::sslContext);
        this.http = client.build();
    }

    /** Whether the last call was not answered at all. */
    boolean isAway() {
        return away;
    }

    /**
     * The token's caller; empty if Keystone does not know the token, or no longer.
     *
     * @param token visible ASCII only
     */
    Optional<Caller> validate(String token) throws IdentityUnavailableException {
        HttpResponse<Optional<byte[]>> answer = ask(token);
        away = false;
        byte[] body = answer.body()
                .orElseThrow(() -> failed("answered " + answer.statusCode() + " with more than "
                        + BoundedBody.MOST_BYTES + " bytes; check logferry.identity.keystone.url"));
        Optional<Caller> caller = switch (answer.statusCode()) {
            case 200 -> Optional.of(caller(body));
            case 401, 404 -> unknown(answer.statusCode(), body);
            case 403 ->
                throw failed("answered 403: its policy identity:validate_token must let a token's own user"
                        + " validate it, as the default does");
            default -> throw failed("answered " + answer.statusCode());
        };
        trouble.getAndSet(Optional.empty())
                .ifPresent(before -> LOG.infof("Keystone at %s works again", tokens.getAuthority()));
        return caller;
    }

    private HttpResponse<Optional<byte[]>> ask(String token) throws IdentityUnavailableException {
        HttpRequest request = HttpRequest.newBuilder(tokens)
                .header("X-Auth-Token", token)
                .header("X-Subject-Token", token)
                .header("Accept", "application/json")
                .build();
        CompletableFuture<HttpResponse<Optional<byte[]>>> answer = http.sendAsync(request, head -> new BoundedBody());
        try {
            // The client's own timeout ends with the headers.
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            away = true;
            throw failed("did not answer within " + patience);
        } catch (ExecutionException e) {
            away = true;
            throw failed("can't be reached: " + reason(e.getCause() == null ? e : e.getCause(), token));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IdentityUnavailableException("interrupted while asking Keystone", TRY_AGAIN, e);
        }
    }

    private Caller caller(byte[] body) throws IdentityUnavailableException {
        try {
            return TokenBody.caller(body);
        } catch (IOException e) {
            throw failed("answered 200 with a body that isn't a token's: " + e.getMessage());
        }
    }

    private Optional<Caller> unknown(int status, byte[] body) throws IdentityUnavailableException {
        if (!TokenBody.isError(body)) {
            throw failed("answered " + status + ", but not as Keystone does; check logferry.identity.keystone.url");
        }
        return Optional.empty();
    }

    private IdentityUnavailableException failed(String problem) {
        String sentence = "Keystone at " + tokens.getAuthority() + " " + problem;
        if (!trouble.getAndSet(Optional.of(problem)).equals(Optional.of(problem))) {
            LOG.warnf("%s. Callers with a cached token continue; others get 503", sentence);
        }
        return new IdentityUnavailableException(sentence, TRY_AGAIN);
    }

    /** The cause's message, without the token, in case a message quotes it. */
    private static String reason(Throwable cause, String token) {
        String name = cause.getClass().getSimpleName();
        return cause.getMessage() == null
                ? name
                : name + ", " + cause.getMessage().replace(token, "(token)");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
