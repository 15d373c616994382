package io.logferry.api;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Refuses a request that could be understood in two ways, since a proxy in front may have gone by the other: one that doesn't say once which host
 * it is for, or whose body isn't simply chunked. Two lengths, or a length beside chunks, Netty refuses.
 */
@Singleton
public final class RequestHeads {
    /** After the request has its id, and before its body is gathered. */
    private static final int EARLY = Integer.MIN_VALUE + 1;

    private static final Pattern HOST_AND_PORT = Pattern.compile("(" + PublicAddress.HOST + ")(:[0-9]{0,5})?");

    void register(@Observes Router router) {
        router.route().order(EARLY).handler(RequestHeads::check);
    }

    private static void check(RoutingContext context) {
        fault(context).ifPresentOrElse(sentence -> refuse(context, sentence), context::next);
    }

    private static Optional<String> fault(RoutingContext context) {
        MultiMap headers = context.request().headers();
        List<String> hosts = headers.getAll(HttpHeaders.HOST);
        boolean mayBeMissing = context.request().version() == HttpVersion.HTTP_1_0;
        boolean isOneHost = hosts.isEmpty() && mayBeMissing
                || hosts.size() == 1 && HOST_AND_PORT.matcher(hosts.getFirst()).matches();
        if (!isOneHost) {
            return Optional.of("The header Host must be there once, and be a host and a port.");
        }
        List<String> encodings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
        boolean isPlain = encodings.isEmpty()
                || encodings.size() == 1 && encodings.getFirst().equalsIgnoreCase("chunked");
        return isPlain
                ? Optional.empty()
                : Optional.of("The header Transfer-Encoding may be chunked and nothing else.");
    }

    /** Where the next request would begin is not known. */
    private static void refuse(RoutingContext context, String sentence) {
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        context.fail(ErrorCode.BAD_PARAMETER.status(), ApiException.of(ErrorCode.BAD_PARAMETER, sentence));
    }
}
