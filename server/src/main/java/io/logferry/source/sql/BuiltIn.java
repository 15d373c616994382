package io.logferry.source.sql;

import io.logferry.source.sql.server.NodeConnection;
import java.sql.SQLException;

/** Reading by PostgreSQL's own {@code pg_read_binary_file}. */
final class BuiltIn {
    static final int PIECE = 256 << 10;
    static final String WORDS = "PostgreSQL's own functions; the two of deploy/sql/grants.sql would be enough";

    private BuiltIn() {}

    static String readCall(NodeConnection connection, String path, String offset, String length) throws SQLException {
        return "pg_read_binary_file(%s, %s, %s, true)".formatted(connection.literal(path), offset, length);
    }
}
