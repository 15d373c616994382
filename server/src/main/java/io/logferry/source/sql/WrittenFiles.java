package io.logferry.source.sql;

import io.logferry.instance.LogPath;
import io.logferry.record.LogFormat;
import io.logferry.source.LogSourceException;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFolder.LogFile;
import io.logferry.source.listing.ServerSettings;
import io.logferry.source.sql.server.NodeConnection;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which files a collector writes now, according to {@code pg_current_logfile}. */
final class WrittenFiles {
    private static final int MOST_LISTINGS = 10;

    private WrittenFiles() {}

    /** Lists a folder. */
    @FunctionalInterface
    interface Listing {
        List<LogFile> files() throws LogSourceException, InterruptedException;
    }

    /** A listing, and the names of the files that were being written both before and after it. */
    record Seen(List<LogFile> files, Set<String> written) {
        /** The names of files that are being written, but are not listed. */
        Set<String> notListed() {
            Set<String> missing = new LinkedHashSet<>(written);
            files.forEach(file -> missing.remove(file.name()));
            return missing;
        }
    }

    static Seen around(Listing listing, NodeConnection connection, ServerSettings settings)
            throws IOException, InterruptedException {
        Set<String> before = now(connection, settings);
        for (int i = 0; i < MOST_LISTINGS; i++) {
            List<LogFile> files = listing.files();
            Set<String> after = now(connection, settings);
            if (before.equals(after)) {
                return new Seen(files, after);
            }
            before = after;
        }
        throw new LogChangedException("the collector started a new file during each listing");
    }

    /** Asks only for formats in {@code log_destination}: an old server refuses names that it doesn't know. */
    private static Set<String> now(NodeConnection connection, ServerSettings settings)
            throws LogSourceException, InterruptedException {
        Set<String> written = new LinkedHashSet<>();
        for (LogFormat format : settings.formats()) {
            written.addAll(connection.query(
                    "SELECT pg_current_logfile(?) AS path WHERE pg_current_logfile(?) IS NOT NULL",
                    row -> LogPath.of(row.getString("path")).name(),
                    format.word(),
                    format.word()));
        }
        return written;
    }
}
