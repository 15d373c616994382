package io.logferry.source.sql;

import io.logferry.source.LogSourceException;
import io.logferry.source.listing.FileKind;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFile;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogNames;
import io.logferry.source.listing.OtherFile;
import io.logferry.source.listing.ServerSettings;
import io.logferry.source.sql.server.NodeConnection;
import io.logferry.source.sql.server.ServerFacts;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The collector's files, by PostgreSQL's own functions. */
final class CollectedAccess implements LogAccess {
    private final NodeConnection connection;
    private final ServerSettings settings;
    private final String folder;
    private final LogNames names;
    private final boolean mayLook;

    CollectedAccess(NodeConnection connection, ServerFacts facts) throws LogSourceException {
        this.connection = connection;
        this.settings = facts.settings();
        this.folder = facts.logFolder().orElseThrow();
        this.names = CollectorNames.of(connection.node(), facts.logFilename().orElseThrow());
        this.mayLook = facts.mayReadFolders();
    }

    @Override
    public LogFolder list() throws LogSourceException, LogChangedException, InterruptedException {
        WrittenFiles.Seen seen = WrittenFiles.around(
                () -> connection.query(
                        "SELECT name, size, extract(epoch FROM modification)::bigint AS modified FROM pg_ls_logdir()",
                        ListedFile::of),
                connection,
                settings);
        List<OtherFile> others = new ArrayList<>();
        for (String name : seen.notListed()) {
            others.add(new OtherFile(name, kind(name), Instant.EPOCH));
        }
        return new LogFolder(
                names, seen.files(), others, Set.of(), seen.written(), true, "its log_directory", List.of());
    }

    /** Of something that the listing of regular files leaves out. */
    private FileKind kind(String name) throws LogSourceException, InterruptedException {
        if (!mayLook) {
            return FileKind.NOT_REGULAR_OR_GONE;
        }
        boolean isThere = connection
                .query(
                        "SELECT size IS NOT NULL AS there FROM pg_stat_file(?, true)",
                        row -> row.getBoolean("there"),
                        folder + "/" + name)
                .getFirst();
        return isThere ? FileKind.NOT_REGULAR : FileKind.GONE;
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
