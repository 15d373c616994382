package io.logferry.check;

import static io.logferry.check.NodeInspection.Aspect.CLOCK;
import static io.logferry.check.NodeInspection.Aspect.VERSION;

import io.logferry.check.NodeInspection.Findings;
import io.logferry.source.LogSourceException;
import io.logferry.source.sql.server.NodeConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/**
 * A server's version and clock.
 *
 * @param number such as 150019 for 15.19
 * @param ahead how much its clock is ahead of ours; negative: behind
 * @param uncertainty how wrong {@code ahead} may be, because the answer took time
 */
record ServerStatus(String version, int number, boolean standby, Duration ahead, Duration uncertainty) {
    private static final String QUERY = """
            SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
                   pg_is_in_recovery() AS standby, (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now""";

    private static final int OLDEST_VERSION = 13;

    /** With more, time ranges and the order of nodes' records mean little. */
    private static final Duration LARGEST_SKEW = Duration.ofSeconds(2);

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

    void checkVersion(Findings findings) {
        if (number < OLDEST_VERSION * 10_000) {
            findings.bad(
                    VERSION,
                    "PostgreSQL " + version + " is too old: Logferry needs " + OLDEST_VERSION
                            + " or newer, so upgrade it.");
        } else {
            findings.good(VERSION, "PostgreSQL " + version + (standby ? ", a standby" : ""));
        }
    }

    void checkClock(Findings findings) {
        String skew = String.format(Locale.ROOT, "%.1f s", ahead.abs().toMillis() / 1000.0)
                + (ahead.isNegative() ? " behind" : " ahead of") + " this machine's";
        if (ahead.abs().compareTo(LARGEST_SKEW.plus(uncertainty)) <= 0) {
            findings.good(CLOCK, skew);
        } else {
            findings.bad(
                    CLOCK,
                    "The node's clock is " + skew
                            + ", so time ranges would miss records: set both clocks by NTP (chrony, systemd-timesyncd).");
        }
    }
}
