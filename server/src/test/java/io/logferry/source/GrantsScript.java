package io.logferry.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** {@code deploy/sql/grants.sql} as psql runs it for a login that exists already. */
public final class GrantsScript {
    private GrantsScript() {}

    public static void run(LogServer server, String login) throws IOException, SQLException {
        server.execute(Files.readString(Path.of("../deploy/sql/grants.sql"))
                .replaceAll("(?m)^\\\\.*$", "")
                .replaceAll("(?m)^SELECT .*\\\\gexec$", "")
                .replace(":\"login\"", login)
                .replace(":\"DBNAME\"", "postgres"));
    }
}
