package io.logferry.api.identity;

import io.logferry.api.PublicAddress;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Provider;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.StatusType;
import java.lang.annotation.Annotation;
import java.util.regex.Pattern;

/**
 * Gives the identity paths their own form of error, whoever found the error: a method that there isn't, a failure of the state database
 * and the like are mapped for the whole service, in the form of the RDS API.
 */
@jakarta.ws.rs.ext.Provider
public final class KeystoneErrorFilter implements ContainerResponseFilter {
    private static final Pattern IDENTITY = Pattern.compile("/?v3(/|/auth(/.*)?|/projects/?)?");

    private final Provider<PublicAddress> address;
    private final CurrentVertxRequest current;

    /** A provider, since Quarkus makes its filters long before there are settings. */
    KeystoneErrorFilter(Provider<PublicAddress> address, CurrentVertxRequest current) {
        this.address = address;
        this.current = current;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        StatusType status = response.getStatusInfo();
        if (status.getStatusCode() < 400
                || !IDENTITY.matcher(request.getUriInfo().getPath()).matches()) {
            return;
        }
        if (!(response.getEntity() instanceof KeystoneError)) {
            response.setEntity(
                    KeystoneError.of(status, message(status)), new Annotation[0], MediaType.APPLICATION_JSON_TYPE);
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

    /** The framework doesn't say it. */
    private static String allowed(String path) {
        return path.endsWith("/tokens") ? "GET, HEAD, POST, DELETE" : "GET, HEAD";
    }

    private static String message(StatusType status) {
        return switch (status.getStatusCode()) {
            case 404 -> "There is nothing at this path.";
            case 405 -> "This path doesn't know the method.";
            case 503 -> "The service can't answer now; try again.";
            default ->
                status.getStatusCode() < 500
                        ? "The request can't be read."
                        : "The service failed; tell the operator the X-Request-Id.";
        };
    }
}
