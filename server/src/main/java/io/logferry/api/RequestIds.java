package io.logferry.api;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * Every answer carries an {@code X-Request-Id}, and so does every line that the service logs for it. A caller's own id is kept where it is
 * harmless, so that a request can be followed through a proxy.
 */
@Singleton
public final class RequestIds {
    /** Where a request's id stands in its routing context. */
    public static final String KEY = "request.id";

    private static final String HEADER = "X-Request-Id";
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{8,64}");

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(RequestIds::give);
    }

    /** What is answered is nobody's to keep, unless what answers says otherwise: it is for one caller, and links in it may be of the Host it named. */
    private static void give(RoutingContext context) {
        context.response().putHeader("Cache-Control", "no-store");
        MDC.put("request_id", ensure(context));
        context.next();
    }

    /** The request's id; given now where it never came by here, since its path is malformed. */
    static String ensure(RoutingContext context) {
        String given = context.get(KEY);
        if (given != null) {
            // Where a request is sent on to another path, its answer begins anew.
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
