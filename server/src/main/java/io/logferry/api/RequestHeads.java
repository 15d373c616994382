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
 * Refuses ambiguous requests, because a proxy in front may have read them in the other way: a request with no Host header or several, or with a
 * Transfer-Encoding other than chunked. Netty refuses two lengths, and a length together with chunks. Removes a malformed Content-Type: bodies are
 * read as JSON whatever their type, and the framework would refuse the request before a resource sees its body.
 */
@Singleton
public final class RequestHeads {
    /** After the request has its id, and before its body is gathered. */
    private static final int EARLY = Integer.MIN_VALUE + 1;

    /** RFC 9110, 8.3.1, with any parameters. */
    private static final Pattern MEDIA_TYPE = Pattern.compile("[\\w!#$&^.+-]+/[\\w!#$&^.+-]+([ \\t]*;.*)?");
    /** Key in the routing context for the values that were removed: they may have been signed. */
    private static final String REMOVED_CONTENT_TYPE = "content-type.removed";

    private static final Pattern HOST_AND_PORT = Pattern.compile("(" + PublicAddress.HOST + ")(:[0-9]{0,5})?");

    void register(@Observes Router router) {
        router.route().order(EARLY).handler(RequestHeads::check);
    }

    private static void check(RoutingContext context) {
        removeMalformedContentType(context);
        fault(context).ifPresentOrElse(sentence -> refuse(context, sentence), context::next);
    }

    private static void removeMalformedContentType(RoutingContext context) {
        MultiMap headers = context.request().headers();
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        if (type != null && !MEDIA_TYPE.matcher(type).matches()) {
            context.put(REMOVED_CONTENT_TYPE, List.copyOf(headers.getAll(HttpHeaders.CONTENT_TYPE)));
            headers.remove(HttpHeaders.CONTENT_TYPE);
        }
    }

    /** The values of the request's Content-Type if they were removed; otherwise none. */
    static List<String> removedContentType(RoutingContext context) {
        List<String> values = context.get(REMOVED_CONTENT_TYPE);
        return values == null ? List.of() : values;
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

    /** Closes the connection: it is not known where the next request would begin. */
    private static void refuse(RoutingContext context, String sentence) {
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        context.fail(ErrorCode.BAD_PARAMETER.status(), ApiException.of(ErrorCode.BAD_PARAMETER, sentence));
    }
}
