package io.logferry.api;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * Gives every answer an {@code X-Request-Id}, which is also in every log line about the request. Keeps the caller's ID if it is harmless, so that a
 * request can be followed through a proxy.
 */
@Singleton
public final class RequestIds {
    /** Key of the ID in the routing context. */
    public static final String KEY = "request.id";

    private static final String HEADER = "X-Request-Id";
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{8,64}");

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(RequestIds::give);
    }

    /** Answers must not be cached, except if a handler sets another header: they are for one caller, and their links may have the caller's Host. */
    private static void give(RoutingContext context) {
        context.response().putHeader("Cache-Control", "no-store");
        MDC.put("request_id", ensure(context));
        context.next();
    }

    /** The request's ID. Creates it if there is none yet, because a malformed path never reaches the route. */
    static String ensure(RoutingContext context) {
        String given = context.get(KEY);
        if (given != null) {
            // If a request is rerouted to another path, its answer starts again without headers.
            context.response().putHeader(HEADER, given);
            return given;
        }
        String asked = context.request().getHeader(HEADER);
        String id = asked != null && HARMLESS.matcher(asked).matches()
                ? asked
                : UUID.randomUUID().toString();
        context.put(KEY, id);
        context.response().putHeader(HEADER, id);
        return id;
    }
}
