package io.logferry.source;

import io.logferry.record.LogFormat;
import io.logferry.source.LogSourceException.Fault;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The files that the functions of {@code deploy/sql/grants.sql} show. Those know their folders; no folder of ours reaches them. */
final class GrantedAccess implements LogAccess {
    /** A call costs the same for any length up to this, and from here on the copies that plpgsql makes cost more. */
    private static final int PIECE = 128 << 10;

    private static final String LIST = """
            SELECT name, size, extract(epoch FROM modification)::bigint AS modified, is_current, log_filename, directory
            FROM logferry.list_log_files()""";

    private final NodeConnection connection;
    private final ServerSettings settings;
    private final Optional<LogPath> path;

    GrantedAccess(NodeConnection connection, ServerSettings settings, Optional<LogPath> path) {
        this.connection = connection;
        this.settings = settings;
        this.path = path;
    }

    private record Listed(LogFile file, boolean written, String logFilename, String folder) {}

    @Override
    public LogFolder list() throws LogSourceException, LogChangedException, InterruptedException {
        List<Listed> listed = connection.query(
                LIST,
                row -> new Listed(
                        ListedFile.of(row),
                        row.getBoolean("is_current"),
                        row.getString("log_filename"),
                        row.getString("directory")));
        return path.isPresent() ? inFolder(path.get(), listed) : collected(listed);
    }

    private LogFolder collected(List<Listed> listed) throws LogSourceException {
        requireOneFolder(listed);
        if (listed.isEmpty()) {
            throw noneOfCollector();
        }
        LogNames names = CollectorNames.of(connection.node(), listed.getFirst().logFilename());
        if (listed.stream().noneMatch(file -> isLog(names, file))) {
            throw noneOfCollector();
        }
        return folder(names, listed, true, "its log_directory");
    }

    private static boolean isLog(LogNames names, Listed file) {
        return Arrays.stream(LogFormat.values())
                .anyMatch(format -> names.match(file.file().name(), format).isPresent());
    }

    /** A collector begins a file when the server starts, so that an empty log is not what one has asked for. */
    private LogSourceException noneOfCollector() {
        return new LogSourceException(
                Fault.NO_LOG,
                "node " + connection.node().name()
                        + " shows no file of its collector: set the path of its log in the inventory, or, where rows of"
                        + " logferry.log_directory hide the collector's folder, run there",
                List.of("DELETE FROM logferry.log_directory"),
                null);
    }

    private LogFolder inFolder(LogPath wanted, List<Listed> listed) throws LogSourceException {
        List<Listed> inside = in(wanted.whole(), listed);
        if (!wanted.isGlob() && !inside.isEmpty()) {
            return folder(LogNames.ofFolder(), inside, false, wanted.whole());
        }
        List<Listed> beside = in(wanted.folder(), listed);
        if (beside.isEmpty()) {
            throw notShown(wanted);
        }
        return folder(LogNames.globbed(wanted.name()), beside, false, wanted.whole());
    }

    /** The functions don't tell whether the table has no row for the folder or the folder has no file for the row. */
    private LogSourceException notShown(LogPath wanted) {
        boolean isFolder = !wanted.name().contains(".") && !wanted.isGlob();
        String folder = isFolder ? wanted.whole() : wanted.folder();
        String pattern = isFolder ? "*" + suffix() + "*" : wanted.name();
        return new LogSourceException(
                Fault.NOT_PERMITTED,
                "node " + connection.node().name() + " doesn't show " + wanted.whole()
                        + ": correct the path of its log in the inventory, or, where it is right, run there",
                List.of("INSERT INTO logferry.log_directory (path, name_pattern) VALUES (" + SqlFault.literal(folder)
                        + ", " + SqlFault.literal(pattern) + ")"),
                null);
    }

    private String suffix() {
        return settings.collector() && !settings.formats().isEmpty()
                ? settings.formats().getFirst().suffix()
                : LogFormat.STDERR.suffix();
    }

    private LogFolder folder(LogNames names, List<Listed> listed, boolean mayBeEmpty, String place) {
        List<LogFile> files = new ArrayList<>();
        Set<String> written = new HashSet<>();
        for (Listed file : listed) {
            files.add(file.file());
            if (file.written()) {
                written.add(file.file().name());
            }
        }
        return new LogFolder(names, files, written, settings.collector(), mayBeEmpty, place, List.of());
    }

    /** Without a path nobody says which of two files of one name is meant. */
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
