package io.logferry.sample;

import io.logferry.id.Secret;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** A login role of the sample instance. */
record SampleLogin(String name, Secret password) {

    /** Creates the role unless it exists, and sets its password. The client hashes it, so that it can't get into the server's log. */
    void make(Connection superuser) throws SQLException {
        try (Statement statement = superuser.createStatement()) {
            if (!exists(statement)) {
                statement.execute("CREATE ROLE " + name);
            }
            superuser
                    .unwrap(PGConnection.class)
                    .alterUserPassword(name, password.value().toCharArray(), "scram-sha-256");
            statement.execute("ALTER ROLE " + name + " LOGIN");
        }
    }

    private boolean exists(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + name + "'")) {
            return rows.next();
        }
    }
}
