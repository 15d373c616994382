package io.logferry.source;

import java.sql.SQLException;
import java.util.List;

/** The files that the inventory's path names, by PostgreSQL's own functions. */
final class FolderAccess implements LogAccess {
    private static final String LIST = """
            SELECT name, s.size, extract(epoch FROM s.modification)::bigint AS modified
            FROM pg_ls_dir(?, false, false) name CROSS JOIN LATERAL pg_stat_file(? || '/' || name, true) s
            WHERE NOT s.isdir""";

    private final NodeConnection connection;
    private final ServerSettings settings;
    private final LogPath path;
    private final String folder;
    private final LogNames names;

    FolderAccess(NodeConnection connection, ServerFacts facts, LogPath path)
            throws LogSourceException, InterruptedException {
        this.connection = connection;
        this.settings = facts.settings();
        this.path = path;
        boolean isFolder = path.name().isEmpty() || (!path.isGlob() && isFolder(path.whole()));
        this.folder = isFolder ? path.whole() : path.folder();
        this.names = isFolder ? LogNames.ofFolder() : LogNames.globbed(path.name());
    }

    private boolean isFolder(String name) throws LogSourceException, InterruptedException {
        return connection
                .query("SELECT isdir FROM pg_stat_file(?, true)", row -> row.getBoolean("isdir"), name)
                .getFirst();
    }

    @Override
    public LogFolder list() throws LogSourceException, LogChangedException, InterruptedException {
        WrittenFiles.Seen seen =
                WrittenFiles.around(() -> connection.query(LIST, ListedFile::of, folder, folder), connection, settings);
        return new LogFolder(names, seen.files(), seen.written(), settings.collector(), false, path.whole(), List.of());
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
