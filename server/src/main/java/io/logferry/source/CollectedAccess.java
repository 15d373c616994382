package io.logferry.source;

import java.sql.SQLException;
import java.util.List;

/** The collector's files, by PostgreSQL's own functions. */
final class CollectedAccess implements LogAccess {
    private final NodeConnection connection;
    private final ServerSettings settings;
    private final String folder;
    private final LogNames names;

    CollectedAccess(NodeConnection connection, ServerFacts facts) throws LogSourceException {
        this.connection = connection;
        this.settings = facts.settings();
        this.folder = facts.logFolder().orElseThrow();
        this.names = CollectorNames.of(connection.node(), facts.logFilename().orElseThrow());
    }

    @Override
    public LogFolder list() throws LogSourceException, LogChangedException, InterruptedException {
        WrittenFiles.Seen seen = WrittenFiles.around(
                () -> connection.query(
                        "SELECT name, size, extract(epoch FROM modification)::bigint AS modified FROM pg_ls_logdir()",
                        ListedFile::of),
                connection,
                settings);
        return new LogFolder(names, seen.files(), seen.written(), true, true, "its log_directory", List.of());
    }

    @Override
    public String readCall(LogFile file, String offset, String length) throws SQLException {
        return BuiltIn.readCall(connection, folder + "/" + file.name(), offset, length);
    }

    @Override
    public String words() {
        return BuiltIn.WORDS;
    }

    @Override
    public int piece() {
        return BuiltIn.PIECE;
    }
}
