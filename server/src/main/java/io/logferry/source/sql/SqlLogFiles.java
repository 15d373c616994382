package io.logferry.source.sql;

import io.logferry.source.LogSource;
import io.logferry.source.listing.FileKind;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogFolder.LogFile;
import io.logferry.source.listing.LogFolder.OtherFile;
import io.logferry.source.listing.ServerSettings;
import io.logferry.source.sql.server.NodeConnection;
import java.io.IOException;
import java.util.Optional;

/** A node's log files over SQL. */
public final class SqlLogFiles implements LogFiles {
    /** How often the files are listed: when log_directory was changed, the collector needs a moment to start a new file. */
    private static final int MOST_LISTINGS = 5;

    private static final long PAUSE_NANOS = 100_000_000L;

    private final NodeConnection connection;
    private final ServerSettings settings;
    private final LogAccess access;
    private final SliceSize slices;

    public SqlLogFiles(NodeConnection connection, ServerSettings settings, LogAccess access, LogSource.Limits limits) {
        this.connection = connection;
        this.settings = settings;
        this.access = access;
        this.slices = new SliceSize(access.piece(), limits.maxRate().orElse(Long.MAX_VALUE));
    }

    @Override
    public Optional<ServerSettings> settings() {
        return Optional.of(settings);
    }

    @Override
    public ServerSettings.Lines lines() {
        return settings.lines();
    }

    @Override
    public LogFolder list() throws IOException, InterruptedException {
        LogFolder folder = access.list();
        for (int listing = 1;
                listing < MOST_LISTINGS && folder.others().stream().anyMatch(SqlLogFiles::isGone);
                listing++) {
            connection.pause(PAUSE_NANOS);
            folder = access.list();
        }
        return folder;
    }

    private static boolean isGone(OtherFile file) {
        return file.kind() == FileKind.GONE || file.kind() == FileKind.NOT_REGULAR_OR_GONE;
    }

    @Override
    public LogBytes open(LogFile file, long offset, long length) {
        return new SqlBytes(connection, access, file, slices, offset, length);
    }

    @Override
    public void close() {
        connection.close();
    }
}
