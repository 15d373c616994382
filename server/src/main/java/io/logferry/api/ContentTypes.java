package io.logferry.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/**
 * Bodies are read as JSON whatever their Content-Type says, so one that says nothing of any sense is taken as none; the framework would refuse
 * it before anyone could look at the body.
 */
@Singleton
public final class ContentTypes {
    /** RFC 9110, 8.3.1, but for what may follow as parameters. */
    private static final Pattern MEDIA_TYPE = Pattern.compile("[\\w!#$&^.+-]+/[\\w!#$&^.+-]+([ \\t]*;.*)?");

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(context -> {
            dropMalformed(context.request());
            context.next();
        });
    }

    private static void dropMalformed(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !MEDIA_TYPE.matcher(type).matches()) {
            request.headers().remove(HttpHeaders.CONTENT_TYPE);
        }
    }
}
