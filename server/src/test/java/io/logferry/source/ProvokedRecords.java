package io.logferry.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.record.LogRecord;
import io.logferry.record.Severity;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Records that are hard to read: with many lines, with quotes, and of databases with different encodings, so that the log is not valid UTF-8. */
public final class ProvokedRecords {
    private static final String UNDEFINED_TABLE = "42P01";

    private ProvokedRecords() {}

    /** Makes the server write each of them once. */
    public static void write(LogServer server) throws SQLException {
        attempt(server, "postgres", "SELECT *\n  FROM \"no\"\"such\"\n WHERE a = ',\"'");
        attempt(server, "postgres", "DO $$ BEGIN RAISE WARNING E'two\\nlines, \"quoted\"'; END $$");
        attempt(server, "postgres", "DO $$ BEGIN RAISE WARNING 'caf% of UTF-8', chr(233); END $$");
        attempt(server, ReplicatedServers.LATIN1, "DO $$ BEGIN RAISE WARNING 'caf% of LATIN1', chr(233); END $$");
    }

    private static void attempt(LogServer server, String database, String sql) throws SQLException {
        try (Connection connection = server.postgres().dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException wanted) {
            assertThat(wanted.getSQLState()).isEqualTo(UNDEFINED_TABLE);
        }
    }

    /** The text of each database is there in the bytes of its encoding. */
    public static void assertTheirBytes(String what, byte[] log) {
        assertThat(new String(log, ISO_8859_1))
                .as(what)
                .contains("caf\u00e9 of LATIN1")
                .contains("caf\u00c3\u00a9 of UTF-8");
    }

    /** What a filter by that level keeps, three times: the error with all of its statement's lines, and none of the warnings. */
    public static void assertTheErrorAlone(String what, byte[] kept) {
        assertThat(new String(kept, ISO_8859_1).split("WHERE a = '", -1))
                .as(what)
                .hasSize(1 + 3);
        assertThat(new String(kept, ISO_8859_1)).as(what).doesNotContain("WARNING", "caf", "quoted");
    }

    /** Each was read so many times. */
    public static void assertRead(String what, List<LogRecord> records, int times) {
        assertRead(what, records, times, Severity.ERROR, "relation \"no\"such\" does not exist");
        assertRead(what, records, times, Severity.WARNING, "two\nlines, \"quoted\"");
        assertRead(what, records, times, Severity.WARNING, "caf\ufffd of LATIN1");
        assertRead(what, records, times, Severity.WARNING, "caf\u00e9 of UTF-8");
    }

    private static void assertRead(
            String what, List<LogRecord> records, int times, Severity severity, String beginning) {
        assertThat(records)
                .as(what)
                .filteredOn(record -> record.content().startsWith(beginning))
                .hasSize(times)
                .allSatisfy(record -> assertThat(record.severity()).hasValue(severity));
    }
}
