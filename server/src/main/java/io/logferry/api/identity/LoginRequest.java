package io.logferry.api.identity;

import io.logferry.id.Secret;
import io.logferry.identity.Domain;
import io.logferry.identity.Login.Credentials;
import io.logferry.identity.Login.Scope;
import io.logferry.identity.User;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The body of {@code POST /v3/auth/tokens}. */
record LoginRequest(Credentials credentials, Scope scope) {
    private static final String UNSCOPED = "unscoped";

    /** @throws KeystoneException if the body is malformed */
    static LoginRequest read(InputStream body) throws IOException {
        BodyField auth = BodyField.read(body).object("auth");
        return new LoginRequest(
                credentials(auth.object("identity")),
                auth.field("scope").map(LoginRequest::scope).orElse(new Scope.Unscoped()));
    }

    private static Credentials credentials(BodyField identity) {
        List<String> methods = identity.texts("methods").stream().distinct().toList();
        if (methods.size() != 1) {
            throw KeystoneException.badRequest("The field auth.identity.methods must name one method.");
        }
        String method = methods.getFirst();
        return switch (method) {
            case "password" -> password(identity.object(method).object("user"));
            case "token" ->
                new Credentials.ExistingToken(new Secret(identity.object(method).text("id")));
            default ->
                throw KeystoneException.unauthorized(
                        "This login method is not known here; the methods are password and token.");
        };
    }

    private static Credentials password(BodyField user) {
        User.Reference reference = user.findText("id")
                .<User.Reference>map(User.Reference.ById::new)
                .orElseGet(() -> new User.Reference.ByName(user.text("name"), domain(user.object("domain"))));
        return new Credentials.Password(reference, new Secret(user.text("password")));
    }

    private static Scope scope(BodyField scope) {
        if (scope.node().isTextual() && scope.node().textValue().equals(UNSCOPED)) {
            return new Scope.Unscoped();
        }
        if (!scope.node().isObject() || scope.node().size() != 1) {
            throw KeystoneException.badRequest(
                    "The field auth.scope must be \"unscoped\" or hold one thing, such as a project.");
        }
        if (scope.node().has(UNSCOPED)) {
            return new Scope.Unscoped();
        }
        return scope.findObject("project").map(LoginRequest::project).orElse(new Scope.Elsewhere());
    }

    private static Scope project(BodyField project) {
        return project.findText("id").<Scope>map(Scope.ProjectById::new).orElseGet(() -> {
            Optional<Domain.Reference> domain = project.findObject("domain").map(LoginRequest::domain);
            return new Scope.ProjectByName(project.text("name"), domain);
        });
    }

    private static Domain.Reference domain(BodyField domain) {
        return domain.findText("id")
                .<Domain.Reference>map(Domain.Reference.ById::new)
                .orElseGet(() -> new Domain.Reference.ByName(domain.text("name")));
    }
}
