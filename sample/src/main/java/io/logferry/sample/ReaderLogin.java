package io.logferry.sample;

import io.logferry.embedded.PrivatePostgres;
import io.logferry.id.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The login with which the service reads the sample's log. It has only the privileges that {@code deploy/sql/grants.sql} gives it, like the
 * login on any instance. Operators run this script with psql, we run it over JDBC.
 */
final class ReaderLogin {
    static final String NAME = "logferry";

    private static final String SCRIPT = "/sql/grants.sql";
    /** Only psql knows these commands, for its handling of errors and the default of the login. */
    private static final Pattern PSQL_LINE = Pattern.compile("\\\\(set|if|else|endif)\\b.*");

    private static final String EXECUTE_RESULT = "\\gexec";

    private ReaderLogin() {}

    /** Creates the login unless it exists, sets its password and gives it its privileges. */
    static void make(PrivatePostgres server, Secret password) {
        try (Connection superuser = server.dataSource("postgres").getConnection();
                Statement statement = superuser.createStatement()) {
            new SampleLogin(NAME, password).make(superuser);
            statement.execute(grants(superuser.getCatalog()));
        } catch (SQLException e) {
            throw new IllegalStateException("The sample's login " + NAME + " can't be created: " + e.getMessage(), e);
        }
    }

    private static String grants(String database) {
        String sql = script().lines()
                .filter(line -> !PSQL_LINE.matcher(line).matches())
                .collect(Collectors.joining("\n"))
                .replace(EXECUTE_RESULT, ";");
        return withVariable(withVariable(sql, "login", NAME), "DBNAME", database);
    }

    private static String withVariable(String sql, String variable, String value) {
        String identifier = '"' + value.replace("\"", "\"\"") + '"';
        String literal = "'" + value.replace("'", "''") + "'";
        return sql.replace(":\"" + variable + '"', identifier).replace(":'" + variable + "'", literal);
    }

    private static String script() {
        try (InputStream script = ReaderLogin.class.getResourceAsStream(SCRIPT)) {
            return new String(Objects.requireNonNull(script, SCRIPT).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
