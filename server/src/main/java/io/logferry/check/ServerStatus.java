package io.logferry.check;

import io.logferry.source.LogSourceException;
import io.logferry.source.sql.server.NodeConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What a server is, and what time it has.
 *
 * @param number such as 150019 for 15.19
 * @param ahead how much its clock is ahead of ours; negative: behind
 * @param uncertainty how far off that may be, because the answer took its time
 */
record ServerStatus(String version, int number, boolean standby, Duration ahead, Duration uncertainty) {
    private static final String QUERY = """
            SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
                   pg_is_in_recovery() AS standby, (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now""";

    static ServerStatus ask(NodeConnection connection, InstantSource clock)
            throws LogSourceException, InterruptedException {
        Instant asked = clock.instant();
        return connection.query(QUERY, row -> of(row, asked, clock.instant())).getFirst();
    }

    private static ServerStatus of(ResultSet row, Instant asked, Instant answered) throws SQLException {
        Duration uncertainty = Duration.between(asked, answered).dividedBy(2);
        return new ServerStatus(
                row.getString("version"),
                row.getInt("number"),
                row.getBoolean("standby"),
                Duration.between(asked.plus(uncertainty), Instant.ofEpochMilli(row.getLong("now"))),
                uncertainty);
    }
}
