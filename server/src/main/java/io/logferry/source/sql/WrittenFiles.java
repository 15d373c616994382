package io.logferry.source.sql;

import io.logferry.instance.LogPath;
import io.logferry.record.LogFormat;
import io.logferry.source.LogSourceException;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFile;
import io.logferry.source.listing.ServerSettings;
import io.logferry.source.sql.server.NodeConnection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which files a collector writes now, by {@code pg_current_logfile}. */
final class WrittenFiles {
    private static final int LOOKS = 10;

    private WrittenFiles() {}

    /** A look at a folder. */
    @FunctionalInterface
    interface Look {
        List<LogFile> files() throws LogSourceException, InterruptedException;
    }

    /** What a look showed, and the names of the files that were being written both before and after it. */
    record Seen(List<LogFile> files, Set<String> written) {
        /** The names of files that are being written, but that the look doesn't show. */
        Set<String> notListed() {
            Set<String> missing = new LinkedHashSet<>(written);
            files.forEach(file -> missing.remove(file.name()));
            return missing;
        }
    }

    static Seen around(Look look, NodeConnection connection, ServerSettings settings)
            throws LogSourceException, LogChangedException, InterruptedException {
        Set<String> before = now(connection, settings);
        for (int i = 0; i < LOOKS; i++) {
            List<LogFile> files = look.files();
            Set<String> after = now(connection, settings);
            if (before.equals(after)) {
                return new Seen(files, after);
            }
            before = after;
        }
        throw new LogChangedException("the collector went on to a new file during each listing");
    }

    /** Only formats that are in {@code log_destination} are asked for: an old server refuses names that it doesn't know. */
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
