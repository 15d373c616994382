package io.logferry.api.identity;

import io.logferry.api.PublicAddress;
import io.logferry.api.connection.CallerAddress;
import io.logferry.identity.BuiltInTokens;
import io.logferry.identity.BuiltInTokens.IssuedToken;
import io.logferry.identity.IdentityUnavailableException;
import io.logferry.identity.Login;
import io.logferry.identity.Token;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Logging in, validating a token, and revoking it. */
@Path("/v3/auth/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Identity")
public final class TokenResource {
    private static final String SUBJECT = "X-Subject-Token";
    private static final String WITHOUT_CATALOG = "nocatalog";
    private static final Duration WHILE_BUSY = Duration.ofSeconds(1);

    private final Login login;
    private final BuiltInTokens tokens;
    private final Catalog catalog;
    private final PublicAddress address;

    TokenResource(Login login, BuiltInTokens tokens, Catalog catalog, PublicAddress address) {
        this.login = login;
        this.tokens = tokens;
        this.catalog = catalog;
        this.address = address;
    }

    @POST
    @APIResponseSchema(value = TokenAnswer.class, responseCode = "201")
    @RequestBody(
            required = true,
            description =
                    "As OpenStack Identity v3 has it; the methods are password and token. The token is in the answer's X-Subject-Token.",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @Operation(operationId = "createToken", summary = "Log in")
    public Response issue(@Context HttpServerRequest request, @Context UriInfo uri, InputStream body)
            throws IOException, IdentityUnavailableException {
        LoginRequest asked = LoginRequest.read(body);
        IssuedToken issued = switch (login.logIn(addressOf(request), asked.credentials(), asked.scope())) {
            case Login.Outcome.Accepted(IssuedToken token) -> token;
            case Login.Outcome.WrongCredentials wrong ->
                throw KeystoneException.unauthorized(
                        "The credentials are wrong: the user is unknown, the password is wrong, or the token is invalid.");
            case Login.Outcome.NoRole none ->
                throw KeystoneException.unauthorized(
                        "The user has no role in the requested project, or the project does not exist.");
            case Login.Outcome.TooBusy busy ->
                throw KeystoneException.tooBusy("Too many logins at once; try again.", WHILE_BUSY);
        };
        return answer(Status.CREATED, issued.token(), issued.text().value(), request, uri);
    }

    /** Behind a trusted proxy, the address that the proxy reports. */
    private static String addressOf(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return CallerAddress.of(String.valueOf(remote.hostAddress() == null ? remote.host() : remote.hostAddress()));
    }

    @GET
    @APIResponseSchema(TokenAnswer.class)
    @Operation(operationId = "showToken", summary = "Validate a token")
    public Response validate(
            @HeaderParam(UserFilter.TOKEN_HEADER) @Nullable String authToken,
            @HeaderParam(SUBJECT) @Nullable String subjectToken,
            @Context HttpServerRequest request,
            @Context UriInfo uri)
            throws IdentityUnavailableException {
        Token subject = subject(authToken, subjectToken);
        return answer(Status.OK, subject, String.valueOf(subjectToken), request, uri);
    }

    @DELETE
    @Operation(operationId = "revokeToken", summary = "Revoke a token")
    public void revoke(
            @HeaderParam(UserFilter.TOKEN_HEADER) @Nullable String authToken,
            @HeaderParam(SUBJECT) @Nullable String subjectToken)
            throws IdentityUnavailableException {
        tokens.revoke(subject(authToken, subjectToken));
    }

    /** The token that the request is about. Only its user may ask, as in Keystone's default policy. */
    private Token subject(@Nullable String authToken, @Nullable String subjectToken)
            throws IdentityUnavailableException {
        Token asking = UserFilter.requireToken(tokens, authToken);
        Token subject = tokens.find(subjectToken == null ? "" : subjectToken)
                .orElseThrow(() -> new KeystoneException(
                        Status.NOT_FOUND, "The token in X-Subject-Token is missing, invalid or expired."));
        if (!asking.user().id().equals(subject.user().id())) {
            throw new KeystoneException(Status.FORBIDDEN, "The token in X-Subject-Token is another user's.");
        }
        return subject;
    }

    private Response answer(Status status, Token token, String text, HttpServerRequest request, UriInfo uri) {
        boolean wanted = !uri.getQueryParameters().containsKey(WITHOUT_CATALOG);
        Optional<List<Catalog.Service>> services = token.project()
                .filter(project -> wanted)
                .map(project -> catalog.of(project.id(), address.base(request)));
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(SUBJECT, text)
                .header("Vary", UserFilter.TOKEN_HEADER)
                .entity(TokenAnswer.of(token, services))
                .build();
    }
}
