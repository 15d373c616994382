package io.logferry.api.mapper;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.logferry.identity.IdentityUnavailableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Turns every exception that leaves a resource into an error of the RDS API. The answer shows nothing of an unexpected one. */
@Provider
public final class ErrorMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(ErrorMapper.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private final AllowedMethods allowedMethods;

    @Context
    @Nullable UriInfo request;

    ErrorMapper(AllowedMethods allowedMethods) {
        this.allowedMethods = allowedMethods;
    }

    @Override
    public Response toResponse(Throwable failure) {
        ApiException error = errorOf(failure);
        Response.ResponseBuilder answer = Response.status(error.code().status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(error.answer());
        error.headers().forEach(answer::header);
        return answer.build();
    }

    private ApiException errorOf(Throwable failure) {
        return switch (failure) {
            case ApiException error -> error;
            case NotFoundException none -> noResource(ErrorCode.NO_SUCH_API, "There is nothing at this path.");
            case NotAllowedException other ->
                noResource(ErrorCode.NO_SUCH_METHOD, "This path does not have this method.");
            case WebApplicationException refused when refused.getResponse().getStatus() < 500 -> refusal(refused);
            case IdentityUnavailableException away ->
                ApiException.retryLater(
                        ErrorCode.UNAVAILABLE, "The identity service can't be reached now.", away.retryAfter());
            default -> serverFailure(failure);
        };
    }

    /** What the framework says, except for a path of this API: then 405 with the methods that the path has. */
    private ApiException noResource(ErrorCode code, String detail) {
        Optional<String> allowed = request == null
                ? Optional.empty()
                : allowedMethods.of("/" + request.getPath().replaceFirst("^/", ""));
        return allowed.map(methods -> ApiException.withHeader(
                        ErrorCode.NO_SUCH_METHOD, "This path has only " + methods + ".", "Allow", methods))
                .orElseGet(() -> ApiException.of(code, detail));
    }

    private static ApiException refusal(WebApplicationException refused) {
        LOG.debugf(refused, "refused by the framework");
        return ApiException.of(
                ErrorCode.BAD_PARAMETER,
                "The request can't be read (HTTP %d)."
                        .formatted(refused.getResponse().getStatus()));
    }

    private static ApiException serverFailure(Throwable failure) {
        if (isStateOutOfReach(failure)) {
            LOG.errorf(failure, "the state database can't be reached");
            return ApiException.retryLater(
                    ErrorCode.UNAVAILABLE, "The state database can't be reached now; try again.", TRY_AGAIN);
        }
        LOG.errorf(failure, "a request failed unexpectedly");
        return ApiException.of(
                ErrorCode.SERVER_FAILURE, "Internal error. Give the operator the X-Request-Id of this answer.");
    }

    /** Connections refused or broken (class 08), a server that shuts down (57P0x), or no connection from the pool in time. */
    private static boolean isStateOutOfReach(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = String.valueOf(sql.getSQLState());
                boolean noConnection = state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
                // The pool reports it in two ways, both without a code.
                boolean poolEmpty = String.valueOf(sql.getMessage())
                                .toLowerCase(Locale.ROOT)
                                .contains("acquisition timeout")
                        || sql instanceof SQLTransientException;
                return noConnection || poolEmpty;
            }
        }
        return false;
    }
}
