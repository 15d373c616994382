package io.logferry.source.sql;

import io.logferry.source.listing.LogFile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** How a row of a listing over SQL is read. */
final class ListedFile {
    private ListedFile() {}

    /** From the columns {@code name}, {@code size} and {@code modified}, which is in whole seconds since the epoch. */
    static LogFile of(ResultSet row) throws SQLException {
        return new LogFile(row.getString("name"), row.getLong("size"), Instant.ofEpochSecond(row.getLong("modified")));
    }
}
