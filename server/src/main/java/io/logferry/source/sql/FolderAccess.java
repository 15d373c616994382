package io.logferry.source.sql;

import io.logferry.source.LogSourceException;
import io.logferry.source.listing.FileKind;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFile;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogNames;
import io.logferry.source.listing.LogPath;
import io.logferry.source.listing.OtherFile;
import io.logferry.source.listing.ServerSettings;
import io.logferry.source.sql.server.NodeConnection;
import io.logferry.source.sql.server.ServerFacts;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The files that the inventory's path names, by PostgreSQL's own functions. */
final class FolderAccess implements LogAccess {
    private static final String LIST = """
            SELECT name, s.size, extract(epoch FROM s.modification)::bigint AS modified
            FROM pg_ls_dir(?, false, false) name CROSS JOIN LATERAL pg_stat_file(? || '/' || name, true) s
            WHERE NOT s.isdir""";

    /** A role that may not see a setting gets no row for it. */
    private static final String COLLECTOR_S_FOLDER = """
            SELECT CASE WHEN l.setting LIKE '/%' THEN l.setting ELSE d.setting || '/' || l.setting END AS folder
            FROM pg_settings l, pg_settings d WHERE l.name = 'log_directory' AND d.name = 'data_directory'""";

    private final NodeConnection connection;
    private final ServerSettings settings;
    private final LogPath path;
    private final String folder;
    private final LogNames names;
    private final boolean mayListCollected;

    FolderAccess(NodeConnection connection, ServerFacts facts, LogPath path)
            throws LogSourceException, InterruptedException {
        this.connection = connection;
        this.settings = facts.settings();
        this.path = path;
        this.mayListCollected = facts.mayReadCollected();
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
        Set<String> regular = seen.written().isEmpty() ? Set.of() : regularOfCollector();
        List<OtherFile> others = new ArrayList<>();
        List<LogFile> files = new ArrayList<>(seen.files());
        if (mayListCollected) {
            files.removeIf(file -> seen.written().contains(file.name())
                    && !regular.contains(file.name())
                    && others.add(new OtherFile(file.name(), FileKind.NOT_REGULAR, file.modified())));
        }
        for (String name : seen.notListed()) {
            if (isFolderOfCollector()) {
                others.add(new OtherFile(name, FileKind.GONE, Instant.EPOCH));
            }
        }
        Set<String> unproven = files.stream()
                .filter(file -> file.size() == 0 && !regular.contains(file.name()))
                .map(LogFile::name)
                .collect(Collectors.toSet());
        return new LogFolder(
                names, files, others, unproven, seen.written(), settings.collector(), path.whole(), List.of());
    }

    /** {@code pg_stat_file} tells only folders from other files; {@code pg_ls_logdir} has regular files alone. */
    private Set<String> regularOfCollector() throws LogSourceException, InterruptedException {
        return mayListCollected
                ? Set.copyOf(connection.query("SELECT name FROM pg_ls_logdir()", row -> row.getString("name")))
                : Set.of();
    }

    private boolean isFolderOfCollector() throws LogSourceException, InterruptedException {
        return connection.query(COLLECTOR_S_FOLDER, row -> row.getString("folder")).stream()
                .anyMatch(folder::equals);
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
