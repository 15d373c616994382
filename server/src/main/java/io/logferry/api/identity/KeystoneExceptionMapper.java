package io.logferry.api.identity;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** What the identity resources refuse. */
@Provider
public final class KeystoneExceptionMapper implements ExceptionMapper<KeystoneException> {
    @Override
    public Response toResponse(KeystoneException refusal) {
        Response.ResponseBuilder answer = Response.status(refusal.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(KeystoneError.of(refusal.status(), String.valueOf(refusal.getMessage())));
        refusal.retryAfter().ifPresent(after -> answer.header(HttpHeaders.RETRY_AFTER, after.toSeconds()));
        return answer.build();
    }
}
