package io.logferry.api;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Bodies are read as JSON whatever their Content-Type says, so one that says nothing of any sense is taken as none; the framework would refuse
 * it before anyone could look at the body.
 */
@Singleton
public final class ContentTypes {
    /** RFC 9110, 8.3.1, but for what may follow as parameters. */
    private static final Pattern MEDIA_TYPE = Pattern.compile("[\\w!#$&^.+-]+/[\\w!#$&^.+-]+([ \\t]*;.*)?");

    /** Where what was dropped stands in the routing context: it may have been signed. */
    private static final String DROPPED = "content-type.dropped";

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(context -> {
            dropMalformed(context);
            context.next();
        });
    }

    private static void dropMalformed(RoutingContext context) {
        MultiMap headers = context.request().headers();
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        if (type != null && !MEDIA_TYPE.matcher(type).matches()) {
            context.put(DROPPED, List.copyOf(headers.getAll(HttpHeaders.CONTENT_TYPE)));
            headers.remove(HttpHeaders.CONTENT_TYPE);
        }
    }

    /** The values of the header that the request came with, where they were dropped; else none. */
    static List<String> dropped(RoutingContext context) {
        List<String> values = context.get(DROPPED);
        return values == null ? List.of() : values;
    }
}
