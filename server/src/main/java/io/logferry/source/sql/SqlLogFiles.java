package io.logferry.source.sql;

import io.logferry.source.LogSourceException;
import io.logferry.source.SourceLimits;
import io.logferry.source.listing.FileKind;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFile;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogFolder.OtherFile;
import io.logferry.source.listing.ServerSettings;
import io.logferry.source.sql.server.NodeConnection;
import java.util.Optional;

/** A node's log files as its PostgreSQL shows them. */
public final class SqlLogFiles implements LogFiles {
    /** After log_directory was changed it takes the collector a moment to go on to a new file. */
    private static final int LOOKS = 5;

    private static final long STEP = 100_000_000L;

    private final NodeConnection connection;
    private final ServerSettings settings;
    private final LogAccess access;
    private final SliceSize slices;

    public SqlLogFiles(NodeConnection connection, ServerSettings settings, LogAccess access, SourceLimits limits) {
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
    public LogFolder list() throws LogSourceException, LogChangedException, InterruptedException {
        LogFolder folder = access.list();
        for (int look = 1; look < LOOKS && folder.others().stream().anyMatch(SqlLogFiles::isGone); look++) {
            connection.pause(STEP);
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
