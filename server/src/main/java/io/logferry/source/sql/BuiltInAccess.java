package io.logferry.source.sql;

import io.logferry.instance.LogPath;
import io.logferry.source.LogSourceException;
import io.logferry.source.listing.FileKind;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogFolder.LogFile;
import io.logferry.source.listing.LogFolder.OtherFile;
import io.logferry.source.listing.LogNames;
import io.logferry.source.sql.server.NodeConnection;
import io.logferry.source.sql.server.ServerFacts;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads with PostgreSQL's built-in functions: the collector's files, or those that the inventory's path names. */
final class BuiltInAccess implements LogAccess {
    private static final int PIECE = 256 << 10;

    private static final String LIST_COLLECTED =
            "SELECT name, size, extract(epoch FROM modification)::bigint AS modified FROM pg_ls_logdir()";

    private static final String LIST_FOLDER = """
            SELECT name, s.size, extract(epoch FROM s.modification)::bigint AS modified
            FROM pg_ls_dir(?, false, false) name CROSS JOIN LATERAL pg_stat_file(? || '/' || name, true) s
            WHERE NOT s.isdir""";

    /** A role that may not see a setting gets no row for it. */
    private static final String FOLDER_OF_COLLECTOR = """
            SELECT CASE WHEN l.setting LIKE '/%' THEN l.setting ELSE d.setting || '/' || l.setting END AS folder
            FROM pg_settings l, pg_settings d WHERE l.name = 'log_directory' AND d.name = 'data_directory'""";

    private final NodeConnection connection;
    private final ServerFacts facts;
    /** Empty for the collector's files. */
    private final Optional<LogPath> path;

    private final String folder;
    private final LogNames names;

    private BuiltInAccess(
            NodeConnection connection, ServerFacts facts, Optional<LogPath> path, String folder, LogNames names) {
        this.connection = connection;
        this.facts = facts;
        this.path = path;
        this.folder = folder;
        this.names = names;
    }

    static BuiltInAccess ofCollector(NodeConnection connection, ServerFacts facts) throws LogSourceException {
        LogNames names =
                LogNames.ofCollector(connection.node(), facts.logFilename().orElseThrow());
        return new BuiltInAccess(
                connection, facts, Optional.empty(), facts.logFolder().orElseThrow(), names);
    }

    static BuiltInAccess ofPath(NodeConnection connection, ServerFacts facts, LogPath path)
            throws LogSourceException, InterruptedException {
        boolean isFolder = path.name().isEmpty() || (!path.isGlob() && isFolder(connection, path.whole()));
        return new BuiltInAccess(
                connection,
                facts,
                Optional.of(path),
                isFolder ? path.whole() : path.folder(),
                isFolder ? LogNames.ofFolder() : LogNames.globbed(path.name()));
    }

    private static boolean isFolder(NodeConnection connection, String name)
            throws LogSourceException, InterruptedException {
        return connection
                .query("SELECT isdir FROM pg_stat_file(?, true)", row -> row.getBoolean("isdir"), name)
                .getFirst();
    }

    @Override
    public LogFolder list() throws IOException, InterruptedException {
        return path.isPresent() ? list(path.get()) : listCollected();
    }

    private LogFolder listCollected() throws IOException, InterruptedException {
        WrittenFiles.Seen seen = WrittenFiles.around(
                () -> connection.query(LIST_COLLECTED, LogAccess::file), connection, facts.settings());
        List<OtherFile> others = new ArrayList<>();
        for (String name : seen.notListed()) {
            others.add(new OtherFile(name, kind(name), Instant.EPOCH));
        }
        return new LogFolder(
                names, seen.files(), others, Set.of(), seen.written(), true, "its log_directory", List.of());
    }

    /** The kind of something that the listing of regular files leaves out. */
    private FileKind kind(String name) throws LogSourceException, InterruptedException {
        if (!facts.mayReadFolders()) {
            return FileKind.NOT_REGULAR_OR_GONE;
        }
        boolean isThere = connection
                .query(
                        "SELECT size IS NOT NULL AS there FROM pg_stat_file(?, true)",
                        row -> row.getBoolean("there"),
                        pathOf(name))
                .getFirst();
        return isThere ? FileKind.NOT_REGULAR : FileKind.GONE;
    }

    private LogFolder list(LogPath wanted) throws IOException, InterruptedException {
        WrittenFiles.Seen seen = WrittenFiles.around(
                () -> connection.query(LIST_FOLDER, LogAccess::file, folder, folder), connection, facts.settings());
        Set<String> regular = seen.written().isEmpty() ? Set.of() : regularOfCollector();
        List<OtherFile> others = new ArrayList<>();
        List<LogFile> files = new ArrayList<>(seen.files());
        if (facts.mayReadCollected()) {
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
                names,
                files,
                others,
                unproven,
                seen.written(),
                facts.settings().collector(),
                wanted.whole(),
                List.of());
    }

    /** {@code pg_stat_file} tells only folders from other files; {@code pg_ls_logdir} lists only regular files. */
    private Set<String> regularOfCollector() throws LogSourceException, InterruptedException {
        return facts.mayReadCollected()
                ? Set.copyOf(connection.query("SELECT name FROM pg_ls_logdir()", row -> row.getString("name")))
                : Set.of();
    }

    private boolean isFolderOfCollector() throws LogSourceException, InterruptedException {
        return connection.query(FOLDER_OF_COLLECTOR, row -> row.getString("folder")).stream()
                .anyMatch(folder::equals);
    }

    @Override
    public String readCall(LogFile file, String offset, String length) throws SQLException {
        return "pg_read_binary_file(%s, %s, %s, true)"
                .formatted(connection.literal(pathOf(file.name())), offset, length);
    }

    private String pathOf(String name) {
        return folder + "/" + name;
    }

    @Override
    public String words() {
        return "PostgreSQL's own functions; the two of deploy/sql/grants.sql would be enough";
    }

    @Override
    public int piece() {
        return PIECE;
    }
}
