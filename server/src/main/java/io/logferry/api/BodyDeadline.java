package io.logferry.api;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * A body comes within {@link #PATIENCE}, or its connection is cut. Whoever reads one waits in a thread, of which all requests share a few, and
 * some are read before it is known who sends them: a few hundred that come a byte at a time would stop the service for everyone. HTTP/2,
 * in which nothing in a request's head needs to say that it has a body, is off for that reason.
 */
@Singleton
public final class BodyDeadline {
    private static final Logger LOG = Logger.getLogger(BodyDeadline.class);

    /** No body that is read has more than 64 KiB. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    void register(@Observes Router router) {
        router.route("/v3/*").order(Integer.MIN_VALUE).handler(context -> {
            if (hasBody(context.request())) {
                set(context);
            }
            context.next();
        });
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || length != null && !length.equals("0");
    }

    private static void set(RoutingContext context) {
        Vertx vertx = context.vertx();
        long timer = vertx.setTimer(PATIENCE.toMillis(), late -> cutOff(context));
        context.addEndHandler(ended -> vertx.cancelTimer(timer));
    }

    private static void cutOff(RoutingContext context) {
        if (!context.request().isEnded() && !context.response().headWritten()) {
            LOG.infof("a body has not come within %s: its connection is cut", PATIENCE);
            context.response().reset();
        }
    }
}
