package io.logferry.sample;

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

/** The script that operators run with psql ({@code deploy/sql/grants.sql}), run over JDBC: the sample is granted what any instance is. */
final class GrantsScript {
    private static final String RESOURCE = "/sql/grants.sql";
    /** What psql alone understands: which errors count, and the login's default. */
    private static final Pattern PSQL_LINE = Pattern.compile("\\\\(set|if|else|endif)\\b.*");

    private static final String EXECUTE_RESULT = "\\gexec";

    private GrantsScript() {}

    /**
     * Runs it as the superuser of the connection.
     *
     * @param login exists; the script's own way to make it needs psql
     */
    static void run(Connection superuser, String login) throws SQLException {
        String sql = text().lines()
                .filter(line -> !PSQL_LINE.matcher(line).matches())
                .collect(Collectors.joining("\n"))
                .replace(EXECUTE_RESULT, ";");
        sql = filledIn(sql, "login", login);
        sql = filledIn(sql, "DBNAME", superuser.getCatalog());
        try (Statement statement = superuser.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String filledIn(String sql, String variable, String value) {
        String identifier = '"' + value.replace("\"", "\"\"") + '"';
        String literal = "'" + value.replace("'", "''") + "'";
        return sql.replace(":\"" + variable + '"', identifier).replace(":'" + variable + "'", literal);
    }

    private static String text() {
        try (InputStream script = GrantsScript.class.getResourceAsStream(RESOURCE)) {
            byte[] bytes = Objects.requireNonNull(script, RESOURCE).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
