package io.logferry.source;

import java.util.Optional;

/** A node's log files as its PostgreSQL shows them. */
final class SqlLogFiles implements LogFiles {
    private final NodeConnection connection;
    private final ServerSettings settings;
    private final LogAccess access;
    private final SliceSize slices;

    SqlLogFiles(NodeConnection connection, ServerSettings settings, LogAccess access, SourceLimits limits) {
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
    public LineForm lines() {
        return settings.lines();
    }

    @Override
    public LogFolder list() throws LogSourceException, LogChangedException, InterruptedException {
        return access.list();
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
