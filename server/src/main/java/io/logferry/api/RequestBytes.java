package io.logferry.api;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The bytes of a request's body. */
public final class RequestBytes {
    /** Of a body; more is never read. */
    public static final int MOST = 64 * 1024;

    private static final Logger LOG = Logger.getLogger(RequestBytes.class);

    private RequestBytes() {}

    /**
     * All of them; empty where there are more than {@link #MOST}.
     *
     * @throws ApiException where the caller goes away before the end, or sends what isn't HTTP: no failure of this service
     */
    public static Optional<byte[]> read(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(MOST + 1);
            return bytes.length > MOST ? Optional.empty() : Optional.of(bytes);
        } catch (IOException broken) {
            LOG.debugf(broken, "a body does not come to its end");
            throw ApiException.of(ErrorCode.BAD_PARAMETER, "The body ends too early, or is not sent as HTTP has it.");
        }
    }
}
