package io.logferry.sample;

import io.logferry.embedded.PrivatePostgres;
import io.logferry.id.Secret;
import java.sql.Connection;
import java.sql.SQLException;

/** The login with which the service reads the sample's log; it may do that and nothing else. */
final class ReaderLogin {
    static final String NAME = "logferry";

    private ReaderLogin() {}

    /** Makes it where absent, and gives it this password and what the grants of any instance are. */
    static void make(PrivatePostgres server, Secret password) {
        try (Connection superuser = server.dataSource("postgres").getConnection()) {
            new SampleLogin(NAME, password).make(superuser);
            GrantsScript.run(superuser, NAME);
        } catch (SQLException e) {
            throw new IllegalStateException("The sample's login " + NAME + " can't be made: " + e.getMessage(), e);
        }
    }
}
