package io.logferry.cli.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import io.logferry.cli.http.Http;
import io.logferry.cli.http.Json;
import io.logferry.cli.login.Credentials.ApplicationCredential;
import io.logferry.cli.login.Credentials.Domain;
import io.logferry.cli.login.Credentials.Named;
import io.logferry.cli.login.Credentials.Password;
import io.logferry.cli.login.Credentials.Token;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/** Opens sessions at an Identity v3 service (https://docs.openstack.org/api-ref/identity/v3/). */
public final class Login {
    private final Http http;
    private final Credentials credentials;

    public Login(Http http, Credentials credentials) {
        this.http = http;
        this.credentials = credentials;
    }

    /** Whether an expired session can be opened again without a prompt. */
    public boolean canBeRepeated() {
        return !(credentials.proof() instanceof Token);
    }

    public Session open() {
        return switch (credentials.proof()) {
            case Token given -> withToken(given.token());
            case Password password -> created(passwordRequest(password));
            case ApplicationCredential application -> created(applicationRequest(application));
        };
    }

    /** Exchanges an unscoped token (from single sign-on) or one of another project for a token of the named project. */
    private Session withToken(String token) {
        Named wanted = credentials.scope().project();
        if (credentials.identity().isEmpty()
                && wanted.id().isPresent()
                && credentials.endpoint().isPresent()) {
            return new Session(
                    token,
                    Catalog.project(credentials.endpoint().get(), wanted.id().get()));
        }
        HttpRequest request = Http.request(tokens())
                .header("X-Auth-Token", token)
                .header("X-Subject-Token", token)
                .build();
        HttpResponse<byte[]> response = http.exchange(request);
        return switch (response.statusCode()) {
            case 200 -> isOf(wanted, response) ? session(token, response) : created(tokenRequest(token));
            case 401, 403, 404 ->
                throw new Failure(
                        ExitCode.NOT_ALLOWED,
                        "the token in OS_TOKEN is not valid, or has expired: get a new one, or use OS_PASSWORD");
            default -> throw unexpected(response);
        };
    }

    /** Without a named project, every token fits. */
    private boolean isOf(Named wanted, HttpResponse<byte[]> response) {
        JsonNode project = Json.objectIn(response)
                .orElseThrow(() -> unexpected(response))
                .path("token")
                .path("project");
        if (wanted.id().isPresent()) {
            return wanted.id().get().equals(project.path("id").asText());
        }
        JsonNode domain = project.path("domain");
        return wanted.name().isEmpty()
                || wanted.name().get().equals(project.path("name").asText())
                        && wanted.domain()
                                .id()
                                .orElse(domain.path("id").asText())
                                .equals(domain.path("id").asText())
                        && wanted.domain()
                                .name()
                                .orElse(domain.path("name").asText())
                                .equals(domain.path("name").asText());
    }

    private Session created(ObjectNode identity) {
        ObjectNode body = Json.object();
        ObjectNode auth = body.putObject("auth");
        auth.set("identity", identity);
        if (!(credentials.proof() instanceof ApplicationCredential)) {
            auth.putObject("scope").set("project", named(credentials.scope().project(), true));
        }
        HttpRequest request = Http.request(tokens())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.text(body)))
                .build();
        HttpResponse<byte[]> response = http.exchange(request);
        return switch (response.statusCode()) {
            case 200, 201 ->
                session(
                        response.headers().firstValue("X-Subject-Token").orElseThrow(() -> unexpected(response)),
                        response);
            case 401, 403 -> throw new Failure(ExitCode.NOT_ALLOWED, refused());
            default -> throw unexpected(response);
        };
    }

    private String refused() {
        String reason = switch (credentials.proof()) {
            case Password password ->
                "wrong password, or no access to project "
                        + label(credentials.scope().project()) + ", for user " + label(password.user())
                        + ": check OS_USERNAME, OS_PASSWORD, OS_USER_DOMAIN_NAME and OS_PROJECT_NAME";
            case ApplicationCredential application ->
                "wrong application credential: check "
                        + (application.id().isPresent()
                                ? "OS_APPLICATION_CREDENTIAL_ID"
                                : "OS_APPLICATION_CREDENTIAL_NAME, OS_USERNAME, OS_USER_DOMAIN_NAME")
                        + " and OS_APPLICATION_CREDENTIAL_SECRET";
            case Token given ->
                "the token gives no access to project "
                        + label(credentials.scope().project()) + ": check OS_TOKEN and OS_PROJECT_NAME";
        };
        return "login refused by " + identity().getAuthority() + ": " + reason;
    }

    private static String label(Named named) {
        return named.name().or(named::id).orElse("(none)");
    }

    private static ObjectNode passwordRequest(Password password) {
        ObjectNode identity = Json.object();
        identity.putArray("methods").add("password");
        ObjectNode user = named(password.user(), false);
        user.put("password", password.password());
        identity.putObject("password").set("user", user);
        return identity;
    }

    private static ObjectNode applicationRequest(ApplicationCredential application) {
        ObjectNode identity = Json.object();
        identity.putArray("methods").add("application_credential");
        ObjectNode credential = identity.putObject("application_credential");
        application
                .id()
                .ifPresentOrElse(id -> credential.put("id", id), () -> credential.put("name", application.name()));
        application.user().ifPresent(user -> credential.set("user", named(user, false)));
        credential.put("secret", application.secret());
        return identity;
    }

    private static ObjectNode tokenRequest(String token) {
        ObjectNode identity = Json.object();
        identity.putArray("methods").add("token");
        identity.putObject("token").put("id", token);
        return identity;
    }

    /** An id needs no domain; a name needs one. Without one, the service takes the user's domain for a project. */
    private static ObjectNode named(Named named, boolean domainMayBeLeftOut) {
        ObjectNode node = Json.object();
        if (named.id().isPresent()) {
            return node.put("id", named.id().get());
        }
        node.put("name", named.name().orElse(""));
        Domain domain = named.domain();
        if (domain.isKnown() || !domainMayBeLeftOut) {
            ObjectNode in = node.putObject("domain");
            domain.id()
                    .ifPresentOrElse(
                            id -> in.put("id", id),
                            () -> in.put("name", domain.name().orElse("")));
        }
        return node;
    }

    private Session session(String token, HttpResponse<byte[]> response) {
        JsonNode body =
                Json.objectIn(response).orElseThrow(() -> unexpected(response)).path("token");
        String projectId = body.path("project").path("id").asText("");
        if (projectId.isEmpty()) {
            throw new Failure(ExitCode.NOT_ALLOWED, "the token has no project: set OS_PROJECT_NAME or OS_PROJECT_ID");
        }
        URI project = credentials
                .endpoint()
                .map(endpoint -> Catalog.project(endpoint, projectId))
                .orElseGet(() -> new Catalog(body.path("catalog")).rds(credentials.region(), projectId));
        return new Session(token, project);
    }

    private Failure unexpected(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        String what = status == 429 || status >= 500
                ? " is overloaded or has failed (HTTP " + status + "): try again later"
                : " did not answer as an Identity v3 service (HTTP " + status + "): check OS_AUTH_URL";
        return new Failure(ExitCode.NETWORK, identity() + what);
    }

    private URI identity() {
        return credentials
                .identity()
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE,
                        "OS_TOKEN alone is not enough: set OS_AUTH_URL, or LOGFERRY_ENDPOINT and OS_PROJECT_ID"));
    }

    private URI tokens() {
        return URI.create(identity() + "/auth/tokens");
    }
}
