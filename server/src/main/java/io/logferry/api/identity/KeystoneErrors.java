package io.logferry.api.identity;

import io.logferry.api.PublicAddress;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Provider;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.StatusType;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.lang.annotation.Annotation;
import java.util.regex.Pattern;

/**
 * Gives every error of the identity paths the form of OpenStack Identity, also errors that the whole service maps to the form of the RDS API, such
 * as a wrong method or a failure of the state database.
 */
@jakarta.ws.rs.ext.Provider
public final class KeystoneErrors implements ExceptionMapper<KeystoneException>, ContainerResponseFilter {
    private static final Pattern IDENTITY = Pattern.compile("/?v3(/|/auth(/.*)?|/projects/?)?");

    private final Provider<PublicAddress> address;
    private final CurrentVertxRequest current;

    /** A provider, because Quarkus makes its filters long before there are settings. */
    KeystoneErrors(Provider<PublicAddress> address, CurrentVertxRequest current) {
        this.address = address;
        this.current = current;
    }

    /** The body of every error. */
    public record Answer(Detail error) {
        /**
         * @param code the HTTP status
         * @param title the name of the status
         */
        public record Detail(int code, String title, String message) {}

        static Answer of(StatusType status, String message) {
            return new Answer(new Detail(status.getStatusCode(), status.getReasonPhrase(), message));
        }
    }

    @Override
    public Response toResponse(KeystoneException refusal) {
        Response.ResponseBuilder answer = Response.status(refusal.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Answer.of(refusal.status(), String.valueOf(refusal.getMessage())));
        refusal.retryAfter().ifPresent(after -> answer.header(HttpHeaders.RETRY_AFTER, after.toSeconds()));
        return answer.build();
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        StatusType status = response.getStatusInfo();
        if (status.getStatusCode() < 400
                || !IDENTITY.matcher(request.getUriInfo().getPath()).matches()) {
            return;
        }
        if (!(response.getEntity() instanceof Answer)) {
            response.setEntity(Answer.of(status, message(status)), new Annotation[0], MediaType.APPLICATION_JSON_TYPE);
        }
        if (status.getStatusCode() == 401) {
            response.getHeaders()
                    .putSingle(
                            HttpHeaders.WWW_AUTHENTICATE,
                            "Keystone uri=\""
                                    + address.get().base(current.getCurrent().request()) + "/v3\"");
        }
        if (status.getStatusCode() == 405) {
            response.getHeaders()
                    .putSingle(HttpHeaders.ALLOW, allowed(request.getUriInfo().getPath()));
        }
    }

    /** The framework does not set this header. */
    private static String allowed(String path) {
        return path.endsWith("/tokens") ? "GET, HEAD, POST, DELETE" : "GET, HEAD";
    }

    private static String message(StatusType status) {
        return switch (status.getStatusCode()) {
            case 404 -> "There is nothing at this path.";
            case 405 -> "This path does not have this method.";
            case 503 -> "The service can't answer now; try again.";
            default ->
                status.getStatusCode() < 500
                        ? "The request can't be read."
                        : "Internal error. Give the operator the X-Request-Id of this answer.";
        };
    }
}
