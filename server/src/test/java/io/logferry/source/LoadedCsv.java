package io.logferry.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * Loads a csvlog as PostgreSQL's documentation says, into a table with the columns' types: what is torn has too few columns or wrong ones, what
 * comes twice breaks the primary key.
 */
public final class LoadedCsv {
    private static final String COLUMNS = """
            log_time timestamptz, user_name text, database_name text, process_id int, connection_from text, session_id text,
            session_line_num bigint, command_tag text, session_start_time timestamptz, virtual_transaction_id text,
            transaction_id bigint, error_severity text, sql_state_code text, message text, detail text, hint text,
            internal_query text, internal_query_pos int, context text, query text, query_pos int, location text,
            application_name text, backend_type text""";

    private static final int FIRST_WITH_TWO_MORE = 140_000;

    private LoadedCsv() {}

    /** How many records it has. Bytes are taken as they are, in whatever encoding. */
    public static long records(LogServer server, byte[] csv) throws SQLException, IOException {
        try (Connection connection = server.postgres().dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            boolean older = Integer.parseInt(server.query("SHOW server_version_num")) < FIRST_WITH_TWO_MORE;
            statement.execute("CREATE TEMP TABLE postgres_log (" + COLUMNS
                    + (older ? "" : ", leader_pid int, query_id bigint")
                    + ", PRIMARY KEY (session_id, session_line_num))");
            assertThat(csv).endsWith('\n');
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY postgres_log FROM STDIN (FORMAT csv, ENCODING 'LATIN1')",
                            new ByteArrayInputStream(csv));
        }
    }
}
