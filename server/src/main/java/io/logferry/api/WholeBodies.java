package io.logferry.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * A request goes on once its body is whole, or known to be too large: no thread ever waits for bytes. Some bodies are read before it is known who
 * sends them, and a few hundred that come a byte at a time would else stop the service for everyone. That each comes within a time is seen to by
 * its connection, as is how many bytes all of them have together.
 */
@Singleton
public final class WholeBodies {
    /** After a request's head was looked at, before everything that answers. */
    private static final int EARLY = Integer.MIN_VALUE + 2;

    /** Set where a request's body was gathered: it may be sent on to another path, and then comes by here again. */
    private static final String GATHERED = "body.gathered";

    void register(@Observes Router router) {
        router.route().order(EARLY).handler(WholeBodies::gather);
    }

    private static void gather(RoutingContext context) {
        HttpServerRequest request = context.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean hasBody =
                request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || length != null && !length.equals("0");
        if (hasBody && context.get(GATHERED) == null) {
            context.put(GATHERED, true);
            new Gathering(context).begin(length);
        } else {
            context.next();
        }
    }

    /** One body; all of it happens in the connection's own thread. */
    private static final class Gathering {
        private final RoutingContext context;
        private Buffer body = Buffer.buffer();
        private boolean goesOn;

        private Gathering(RoutingContext context) {
            this.context = context;
        }

        private void begin(@Nullable String length) {
            HttpServerRequest request = context.request();
            request.handler(this::add).endHandler(end -> goOn()).exceptionHandler(brokenOff -> goesOn = true);
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                if (length != null && isTooLarge(length)) {
                    // It isn't sent after such an answer, or it is: nobody knows where the next request would begin.
                    context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                    add(Buffer.buffer(new byte[RequestBytes.MOST + 1]));
                    return;
                }
                context.response().writeContinue();
            }
            request.resume();
        }

        private static boolean isTooLarge(String length) {
            return length.length() > 9 || Integer.parseInt(length) > RequestBytes.MOST;
        }

        /** Of what is too large, as much is kept as tells that it is; the rest is let go, so that the sender gets the answer. */
        private void add(Buffer bytes) {
            if (goesOn) {
                return;
            }
            body.appendBuffer(bytes, 0, Math.min(bytes.length(), RequestBytes.MOST + 1 - body.length()));
            if (body.length() > RequestBytes.MOST) {
                goOn();
            }
        }

        private void goOn() {
            if (!goesOn) {
                goesOn = true;
                ((RoutingContextInternal) context).setBody(body);
                body = Buffer.buffer();
                context.next();
            }
        }
    }
}
