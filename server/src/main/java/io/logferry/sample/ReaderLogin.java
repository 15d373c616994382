package io.logferry.sample;

import io.logferry.embedded.PrivatePostgres;
import io.logferry.yaml.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The login with which the service reads the sample's log; it may do that and nothing else. */
final class ReaderLogin {
    static final String NAME = "logferry";

    private ReaderLogin() {}

    /** Makes it where absent, and gives it this password and the privileges that any instance needs. */
    static void make(PrivatePostgres server, Secret password) {
        try (Connection superuser = server.dataSource("postgres").getConnection();
                Statement statement = superuser.createStatement()) {
            new SampleLogin(NAME, password).make(superuser);
            statement.execute("GRANT pg_monitor TO " + NAME);
            statement.execute("GRANT EXECUTE ON FUNCTION pg_read_binary_file(text, bigint, bigint),"
                    + " pg_read_binary_file(text, bigint, bigint, boolean), pg_stat_file(text), pg_stat_file(text, boolean) TO "
                    + NAME);
        } catch (SQLException e) {
            throw new IllegalStateException("The sample's login " + NAME + " can't be made: " + e.getMessage(), e);
        }
    }
}
