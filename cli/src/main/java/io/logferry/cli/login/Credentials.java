package io.logferry.cli.login;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is needed to open a session.
 *
 * @param identity the Identity v3 base URL, ending in {@code /v3}; empty only if a token, a project id and an
 *     endpoint are given, so that no login is needed
 * @param endpoint the RDS endpoint, if it does not come from the catalog
 * @param region selects one of the catalog's endpoints
 * @param authorities PEM file of the certificate authorities to trust instead of Java's
 */
public record Credentials(
        Optional<URI> identity,
        Proof proof,
        Scope scope,
        Optional<String> endpoint,
        Optional<String> region,
        Optional<Path> authorities) {

    /** How the caller authenticates. */
    public sealed interface Proof {}

    /** {@code toString} must not contain the secret, as that of a record would. */
    public record Password(Named user, String password) implements Proof {
        @Override
        public String toString() {
            return "Password[user=" + user + "]";
        }
    }

    public record Token(String token) implements Proof {
        @Override
        public String toString() {
            return "Token[]";
        }
    }

    /**
     * Belongs to one project.
     *
     * @param id needs no user
     * @param name of one of the user's application credentials
     * @param user the owner; needed only with a name
     */
    public record ApplicationCredential(Optional<String> id, String name, Optional<Named> user, String secret)
            implements Proof {
        @Override
        public String toString() {
            return "ApplicationCredential[" + id.orElse(name) + "]";
        }
    }

    /** A user or project: by id, or by name within a domain. */
    public record Named(Optional<String> id, Optional<String> name, Domain domain) {
        boolean isKnown() {
            return id.isPresent() || name.isPresent();
        }
    }

    public record Domain(Optional<String> id, Optional<String> name) {
        boolean isKnown() {
            return id.isPresent() || name.isPresent();
        }
    }

    /** The project to work in. */
    public record Scope(Named project) {}
}
