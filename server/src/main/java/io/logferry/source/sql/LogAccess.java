package io.logferry.source.sql;

import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogFolder.LogFile;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** The functions with which a login reads a node's log. */
public interface LogAccess {
    /** Lists the folder, see {@link LogFiles#list}. */
    LogFolder list() throws IOException, InterruptedException;

    /**
     * The SQL call that reads a piece of the file: bytea, or NULL if there is no such file.
     *
     * @param offset an SQL expression
     * @param length an SQL expression
     */
    String readCall(LogFile file, String offset, String length) throws SQLException;

    /** From the columns {@code name}, {@code size} and {@code modified} (whole seconds since the epoch). */
    static LogFile file(ResultSet row) throws SQLException {
        return new LogFile(row.getString("name"), row.getLong("size"), Instant.ofEpochSecond(row.getLong("modified")));
    }

    /** Names the functions, for people. */
    String words();

    /** How many bytes to read with one call, for the best speed. */
    int piece();
}
