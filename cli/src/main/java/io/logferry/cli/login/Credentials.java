package io.logferry.cli.login;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is needed to open a session.
 *
 * @param identity the Identity v3 base URL, ending in {@code /v3}; empty only where a token, a project id and an
 *     endpoint make a login needless
 * @param endpoint the RDS endpoint, if it is not to be looked up in the catalog
 * @param region picks among the catalog's endpoints
 * @param authorities PEM file of the certificate authorities to trust in place of Java's
 */
public record Credentials(
        Optional<URI> identity,
        Proof proof,
        Scope scope,
        Optional<String> endpoint,
        Optional<String> region,
        Optional<Path> authorities) {

    /** How the caller shows who it is. */
    public sealed interface Proof {}

    /** {@code toString} must not tell, so this is no place for a record's own. */
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
     * Carries its own project.
     *
     * @param id stands alone
     * @param name is looked for among the user's
     * @param user whose it is; needed with a name only
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
