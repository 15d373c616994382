package io.logferry.cli.login;

import java.net.URI;

/**
 * An open session.
 *
 * @param project the RDS base URL of the project: {@code https://HOST/v3/PROJECT_ID}
 */
public record Session(String token, URI project) {
    @Override
    public String toString() {
        return "Session[project=" + project + "]";
    }
}
