package io.logferry.source.sql;

import io.logferry.instance.LogPath;
import io.logferry.record.LogFormat;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.listing.FileKind;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogFolder.LogFile;
import io.logferry.source.listing.LogFolder.OtherFile;
import io.logferry.source.listing.LogNames;
import io.logferry.source.listing.ServerSettings;
import io.logferry.source.sql.server.NodeConnection;
import io.logferry.source.sql.server.ServerFacts;
import io.logferry.source.sql.server.SqlFault;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads with the functions of {@code deploy/sql/grants.sql}. They know the folders; we can't give them another one. */
public final class GrantedAccess implements LogAccess {
    /** Up to this length every call costs the same; above it, the copies that plpgsql makes cost more. */
    private static final int PIECE = 128 << 10;

    private static final String LIST = """
            SELECT name, size, extract(epoch FROM modification)::bigint AS modified, is_current, log_filename, directory,
                   to_regproc('logferry.names_of_glob') IS NOT NULL AS knows_kinds
            FROM logferry.list_log_files()""";

    private final NodeConnection connection;
    private final ServerFacts facts;
    private final ServerSettings settings;
    private final Optional<LogPath> path;

    public GrantedAccess(NodeConnection connection, ServerFacts facts, Optional<LogPath> path) {
        this.connection = connection;
        this.facts = facts;
        this.settings = facts.settings();
        this.path = path;
    }

    /**
     * @param kind the functions return no size if it isn't a regular file, and no modification time if it is gone
     * @param knowsKinds whether the functions are new enough to do so
     */
    private record Listed(
            LogFile file, FileKind kind, boolean written, String logFilename, String folder, boolean knowsKinds) {
        static Listed of(ResultSet row) throws SQLException {
            boolean hasSize = row.getObject("size") != null;
            FileKind other = row.getObject("modified") == null ? FileKind.GONE : FileKind.NOT_REGULAR;
            return new Listed(
                    LogAccess.file(row),
                    hasSize ? FileKind.REGULAR : other,
                    row.getBoolean("is_current"),
                    row.getString("log_filename"),
                    row.getString("directory"),
                    row.getBoolean("knows_kinds"));
        }

        String name() {
            return file.name();
        }

        boolean isRegular() {
            return kind == FileKind.REGULAR;
        }
    }

    @Override
    public LogFolder list() throws IOException, InterruptedException {
        List<Listed> listed = connection.query(LIST, Listed::of);
        if (path.isPresent()) {
            return inFolder(path.get(), listed);
        }
        return settings.collector() ? collected(listed) : byRows(listed);
    }

    /** Without a collector, the functions list the files that rows of logferry.log_directory name. */
    private LogFolder byRows(List<Listed> listed) throws LogSourceException {
        requireOneFolder(listed);
        if (listed.isEmpty()) {
            throw UncollectedLog.unknown(connection.node(), facts);
        }
        return folder(LogNames.globbed("*"), listed, listed.getFirst().folder());
    }

    private LogFolder collected(List<Listed> listed) throws LogSourceException {
        requireOneFolder(listed);
        if (listed.isEmpty()) {
            throw noneOfCollector();
        }
        LogNames names =
                LogNames.ofCollector(connection.node(), listed.getFirst().logFilename());
        if (listed.stream().noneMatch(file -> isLog(names, file))) {
            throw noneOfCollector();
        }
        return folder(names, listed, "its log_directory");
    }

    private static boolean isLog(LogNames names, Listed file) {
        return Arrays.stream(LogFormat.values()).anyMatch(format -> names.include(file.name(), format));
    }

    /** A collector starts a file when the server starts, so a listing without any isn't an empty log. */
    private LogSourceException noneOfCollector() {
        return new LogSourceException(
                Fault.NO_LOG,
                "node " + connection.node().name()
                        + " shows no file of its collector: set the path of its log in the inventory, or, where rows of"
                        + " logferry.log_directory hide the collector's folder, run there",
                List.of("DELETE FROM logferry.log_directory"));
    }

    private LogFolder inFolder(LogPath wanted, List<Listed> listed) throws LogSourceException {
        List<Listed> inside = in(wanted.whole(), listed);
        if (!wanted.isGlob() && !inside.isEmpty()) {
            return folder(LogNames.ofFolder(), inside, wanted.whole());
        }
        List<Listed> beside = in(wanted.folder(), listed);
        if (beside.isEmpty()) {
            throw notShown(wanted);
        }
        return folder(LogNames.globbed(wanted.name()), beside, wanted.whole());
    }

    /** The functions don't say whether the table has no row for the folder, or the folder has no file for the row. */
    private LogSourceException notShown(LogPath wanted) {
        boolean isFolder = !wanted.name().contains(".") && !wanted.isGlob();
        String folder = isFolder ? wanted.whole() : wanted.folder();
        String pattern = isFolder ? "*" + suffix() + "*" : wanted.name();
        return new LogSourceException(
                Fault.NOT_PERMITTED,
                "node " + connection.node().name() + " doesn't show " + wanted.whole()
                        + ": correct the path of its log in the inventory, or, where it is right, run there",
                List.of("INSERT INTO logferry.log_directory (path, name_pattern) VALUES (" + SqlFault.literal(folder)
                        + ", " + SqlFault.literal(pattern) + ")"));
    }

    private String suffix() {
        return settings.collector() && !settings.formats().isEmpty()
                ? settings.formats().getFirst().suffix()
                : LogFormat.STDERR.suffix();
    }

    private LogFolder folder(LogNames names, List<Listed> listed, String place) throws LogSourceException {
        Set<String> written =
                listed.stream().filter(Listed::written).map(Listed::name).collect(Collectors.toSet());
        List<LogFile> files =
                listed.stream().filter(Listed::isRegular).map(Listed::file).toList();
        List<OtherFile> others = listed.stream()
                .filter(file -> !file.isRegular())
                .map(file -> new OtherFile(file.name(), file.kind(), file.file().modified()))
                .toList();
        Set<String> unproven = listed.stream()
                .filter(file -> file.isRegular() && file.file().size() == 0 && !isProven(file))
                .map(Listed::name)
                .collect(Collectors.toSet());
        return new LogFolder(names, files, others, unproven, written, settings.collector(), place, List.of());
    }

    /** The functions know the kind of the files that the collector writes; without a path they list only regular files. */
    private boolean isProven(Listed file) {
        return file.knowsKinds() && (file.written() || path.isEmpty());
    }

    /** Without a path, two files of the same name can't be told apart. */
    private void requireOneFolder(List<Listed> listed) throws LogSourceException {
        if (listed.stream().map(Listed::folder).distinct().count() > 1) {
            throw new LogSourceException(
                    Fault.FAILED,
                    "node " + connection.node().name()
                            + " has several folders in logferry.log_directory: set the path of its log in the inventory");
        }
    }

    private static List<Listed> in(String folder, List<Listed> listed) {
        return listed.stream().filter(file -> file.folder().equals(folder)).toList();
    }

    @Override
    public String readCall(LogFile file, String offset, String length) throws SQLException {
        return "logferry.read_log_file(%s, %s, %s)".formatted(connection.literal(file.name()), offset, length);
    }

    @Override
    public String words() {
        return "the functions of grants.sql";
    }

    @Override
    public int piece() {
        return PIECE;
    }
}
