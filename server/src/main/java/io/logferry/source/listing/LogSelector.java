package io.logferry.source.listing;

import io.logferry.instance.Node;
import io.logferry.record.LogFormat;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.listing.LogFolder.LogFile;
import io.logferry.source.listing.LogFolder.OtherFile;
import io.logferry.source.listing.LogSelection.SelectedFile;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides which format of a node's log is taken, and so which files. */
public final class LogSelector {
    private static final List<String> ROTATE = List.of("SELECT pg_rotate_logfile()");

    private final Node node;
    private final LogSource.Limits limits;
    private final InstantSource clock;

    public LogSelector(Node node, LogSource.Limits limits, InstantSource clock) {
        this.node = node;
        this.limits = limits;
        this.clock = clock;
    }

    /** @throws LogSourceException if there is no log although there should be one */
    public LogSelection select(LogFolder folder, Optional<ServerSettings> settings) throws LogSourceException {
        List<LogFormat> formats = settings.isPresent() ? formats(settings.get()) : List.of(LogFormat.values());
        if (formats.isEmpty()) {
            throw new LogSourceException(
                    Fault.NO_LOG,
                    "node " + node.name() + " writes no log file, because its log_destination is "
                            + settings.orElseThrow().destination() + ": add stderr to log_destination there");
        }
        for (LogFormat format : formats) {
            requireRegularFile(folder, format);
            if (folder.files().stream().anyMatch(file -> folder.names().include(file.name(), format))) {
                return LogSelection.of(folder, format, oldest());
            }
        }
        throw new LogSourceException(
                Fault.NO_LOG,
                "node " + node.name() + " has no log file in " + folder.place()
                        + ": correct the path of its log in the inventory");
    }

    /** Files that were modified before then aren't taken. */
    public Instant oldest() {
        return limits.maxAge().map(age -> clock.instant().minus(age)).orElse(Instant.MIN);
    }

    /** A sentence that says how many log files are left out because of their age. */
    public Optional<String> noteOfOldFiles(LogFolder folder, LogSelection selection) {
        Set<String> taken = selection.files().stream().map(SelectedFile::name).collect(Collectors.toSet());
        long old = folder.files().stream()
                .filter(file -> folder.isTooOld(file, selection.format(), oldest()) && !taken.contains(file.name()))
                .count();
        return old == 0
                ? Optional.empty()
                : Optional.of("node " + node.name() + ": " + old + (old == 1 ? " log file" : " log files")
                        + " that PostgreSQL wrote last before " + oldest().truncatedTo(ChronoUnit.SECONDS)
                        + (old == 1 ? " is" : " are") + " missing, because of logferry.export.max-age");
    }

    /** A sentence that says which format was taken, and why; empty if log_destination is stderr, as everybody expects. */
    public Optional<String> note(LogFormat format, Optional<ServerSettings> settings) {
        String expected = LogFormat.STDERR.word();
        if (format == LogFormat.STDERR
                && settings.filter(known -> known.destination().equals(expected))
                        .isPresent()) {
            return Optional.empty();
        }
        String why = settings.map(known -> "log_destination is " + known.destination())
                .orElse("PostgreSQL could not be asked for log_destination");
        return Optional.of(
                "node " + node.name() + ": the log was taken in the format " + format.word() + " (" + why + ")");
    }

    /** Without a collector, PostgreSQL writes to stderr if log_destination is csvlog or jsonlog. */
    private static List<LogFormat> formats(ServerSettings settings) {
        List<LogFormat> formats =
                new ArrayList<>(settings.formats().stream().limit(1).toList());
        if (!settings.collector() && !formats.isEmpty() && !formats.contains(LogFormat.STDERR)) {
            formats.add(LogFormat.STDERR);
        }
        return formats;
    }

    /** @throws LogSourceException if the server now writes this format into something that isn't a regular file */
    private void requireRegularFile(LogFolder folder, LogFormat format) throws LogSourceException {
        List<OtherFile> others = folder.others().stream()
                .filter(other -> folder.names().include(other.name(), format))
                .toList();
        Optional<OtherFile> written = folder.writtenKnown()
                ? others.stream()
                        .filter(other -> folder.written().contains(other.name()))
                        .findFirst()
                : newest(others, folder, format);
        if (written.isPresent()) {
            throw notRegular(folder, written.get());
        }
    }

    /**
     * If the server can't be asked, the file being written is the last in order. Of something that isn't a regular file, only the modification time
     * shows how old it is; if all files are rotations of it, it is what the server writes.
     */
    private static Optional<OtherFile> newest(List<OtherFile> others, LogFolder folder, LogFormat format) {
        List<LogFile> files = folder.files().stream()
                .filter(file -> folder.names().include(file.name(), format))
                .toList();
        long lastWrite =
                files.stream().mapToLong(file -> second(file.modified())).max().orElse(Long.MIN_VALUE);
        return others.stream()
                .filter(other -> second(other.modified()) > lastWrite
                        || files.stream().allMatch(file -> isRotationOf(other, file)))
                .max(Comparator.comparing(OtherFile::modified));
    }

    private static boolean isRotationOf(OtherFile other, LogFile file) {
        RotatedName name = RotatedName.of(file.name());
        return !file.name().equals(other.name()) && name.base().equals(other.name());
    }

    private static long second(Instant time) {
        return time.getEpochSecond();
    }

    private LogSourceException notRegular(LogFolder folder, OtherFile written) {
        String what = "node " + node.name() + " writes its log into " + written.name() + " in " + folder.place()
                + ", which is " + written.kind().words();
        return switch (written.kind()) {
            case GONE ->
                new LogSourceException(
                        Fault.NO_LOG, what + ", so nobody can read it: for a new file, run there", ROTATE);
            case NOT_REGULAR_OR_GONE ->
                new LogSourceException(
                        Fault.NO_LOG,
                        what + ", so it can't be read back: log into a regular file, or, if the file was removed,"
                                + " run there",
                        ROTATE);
            case REGULAR, FOLDER, LINK, PIPE, SOCKET, DEVICE, NOT_REGULAR ->
                new LogSourceException(Fault.NO_LOG, what + ": only a regular file can be read back, so log into one");
        };
    }
}
