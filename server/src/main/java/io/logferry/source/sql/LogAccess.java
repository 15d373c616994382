package io.logferry.source.sql;

import io.logferry.source.LogSourceException;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFile;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import java.sql.SQLException;

/** By which functions a login reads a node's log. */
public interface LogAccess {
    /** Looks at the folder, see {@link LogFiles#list}. */
    LogFolder list() throws LogSourceException, LogChangedException, InterruptedException;

    /**
     * The SQL call that reads a piece of the file: bytea, NULL where there is no such file.
     *
     * @param offset SQL
     * @param length SQL
     */
    String readCall(LogFile file, String offset, String length) throws SQLException;

    /** What the login reads the log by, for people. */
    String words();

    /** How many bytes to read with one call, for speed. */
    int piece();
}
