package io.logferry.identity.keystone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logferry.id.ProjectId;
import io.logferry.identity.Caller;
import io.logferry.identity.Project;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The bodies of Keystone's answers to {@code GET /v3/auth/tokens}, see the API reference of OpenStack Identity v3. */
final class TokenBody {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TokenBody() {}

    /**
     * The caller of the token in a 200. Roles count only with a project: the roles of a system or domain token are for something else.
     *
     * @throws IOException if it is not a token; the message shows no content
     */
    static Caller caller(byte[] body) throws IOException {
        JsonNode token = read(body).path("token");
        JsonNode user = token.path("user");
        Optional<Project> project = project(token.path("project"));
        return new Caller(
                text(user, "id"),
                text(user, "name"),
                project,
                project.isPresent() ? roles(token.path("roles")) : Set.of(),
                expiry(text(token, "expires_at")));
    }

    /** Is this an error of Keystone, and not a page of another service at the address? */
    static boolean isError(byte[] body) {
        try {
            return read(body).path("error").isObject();
        } catch (IOException e) {
            return false;
        }
    }

    /** Projects of Logferry have IDs of 32 hex digits. A token of another project counts as one without a project. */
    private static Optional<Project> project(JsonNode project) {
        return ProjectId.parse(project.path("id").asText())
                .map(id -> new Project(
                        id,
                        project.path("name").asText(),
                        project.path("domain").path("name").asText()));
    }

    private static Set<String> roles(JsonNode roles) {
        return StreamSupport.stream(roles.spliterator(), false)
                .map(role -> role.path("name").asText())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Instant expiry(String text) throws IOException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IOException("its token.expires_at is no time", e);
        }
    }

    private static String text(JsonNode parent, String name) throws IOException {
        JsonNode value = parent.path(name);
        if (!value.isTextual()) {
            throw new IOException("it has no field " + name + " where a token has one");
        }
        return value.textValue();
    }

    private static JsonNode read(byte[] body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            // Jackson's own message quotes what it read.
            throw new IOException("it is no JSON");
        }
    }
}
