package io.logferry.api;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Handles a request when its body is complete, or known to be too large, so that no thread ever waits for bytes. Some bodies are read before the
 * caller is known; otherwise a few hundred bodies that arrive a byte at a time could stop the service for everyone. The connection limits how long
 * a body may take and how many bytes all bodies have together.
 */
@Singleton
public final class WholeBodies {
    /** The size limit of a body; no more is ever read. */
    public static final int MOST = 64 * 1024;

    private static final Logger LOG = Logger.getLogger(WholeBodies.class);
    /** After the check of the request's head, before everything that answers. */
    private static final int EARLY = Integer.MIN_VALUE + 2;

    /** Set once the body was gathered: a request that is rerouted to another path comes here again. */
    private static final String GATHERED = "body.gathered";

    void register(@Observes Router router) {
        router.route().order(EARLY).handler(WholeBodies::gather);
    }

    /**
     * All bytes of a body; empty if there are more than {@link #MOST}.
     *
     * @throws ApiException if the caller closes the connection before the end or sends malformed HTTP: no failure of this service
     */
    public static Optional<byte[]> read(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(MOST + 1);
            return bytes.length > MOST ? Optional.empty() : Optional.of(bytes);
        } catch (IOException broken) {
            LOG.debugf(broken, "a request body is incomplete or malformed");
            throw ApiException.of(ErrorCode.BAD_PARAMETER, "The request body is incomplete or malformed.");
        }
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

    /** One body; everything runs in the thread of its connection. */
    private static final class Gathering {
        private final RoutingContext context;
        private Buffer body = Buffer.buffer();
        private boolean isPassedOn;

        private Gathering(RoutingContext context) {
            this.context = context;
        }

        private void begin(@Nullable String length) {
            HttpServerRequest request = context.request();
            request.handler(this::add).endHandler(end -> passOn()).exceptionHandler(brokenOff -> isPassedOn = true);
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                if (length != null && isTooLarge(length)) {
                    // The caller may send the body after this answer or not, so it is not known where the next request
                    // begins.
                    context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                    add(Buffer.buffer(new byte[MOST + 1]));
                    return;
                }
                context.response().writeContinue();
            }
            request.resume();
        }

        private static boolean isTooLarge(String length) {
            return length.length() > 9 || Integer.parseInt(length) > MOST;
        }

        /** Keeps of a body that is too large only what shows that it is; discards the rest, so that the sender gets the answer. */
        private void add(Buffer bytes) {
            if (isPassedOn) {
                return;
            }
            body.appendBuffer(bytes, 0, Math.min(bytes.length(), MOST + 1 - body.length()));
            if (body.length() > MOST) {
                passOn();
            }
        }

        private void passOn() {
            if (!isPassedOn) {
                isPassedOn = true;
                ((RoutingContextInternal) context).setBody(body);
                body = Buffer.buffer();
                context.next();
            }
        }
    }
}
