package io.logferry.source.sql;

import io.logferry.source.LogSourceException;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFile;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** By which functions a login reads a node's log. */
public interface LogAccess {
    /** Looks at the folder, see {@link LogFiles#list}. */
    LogFolder list() throws LogSourceException, LogChangedException, InterruptedException;

    /**
     * The SQL call that reads a piece of the file: bytea, NULL where there is no such file.
     *
     * @param offset an SQL expression
     * @param length an SQL expression
     */
    String readCall(LogFile file, String offset, String length) throws SQLException;

    /** From the columns {@code name}, {@code size} and {@code modified}, which is in whole seconds since the epoch. */
    static LogFile file(ResultSet row) throws SQLException {
        return new LogFile(row.getString("name"), row.getLong("size"), Instant.ofEpochSecond(row.getLong("modified")));
    }

    /** What the login reads the log by, for people. */
    String words();

    /** How many bytes to read with one call, for speed. */
    int piece();
}
