package io.logferry.source.listing;

import io.logferry.instance.Node;
import io.logferry.record.LogFormat;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.SourceLimits;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides which format of a node's log is taken, and with it which files. */
public final class LogSelector {
    private final Node node;
    private final SourceLimits limits;
    private final InstantSource clock;

    public LogSelector(Node node, SourceLimits limits, InstantSource clock) {
        this.node = node;
        this.limits = limits;
        this.clock = clock;
    }

    /** @throws LogSourceException where there is no log, and there should be one */
    public LogSelection select(LogFolder folder, Optional<ServerSettings> settings) throws LogSourceException {
        List<LogFormat> formats = settings.isPresent() ? formats(settings.get()) : List.of(LogFormat.values());
        if (formats.isEmpty()) {
            throw new LogSourceException(
                    Fault.NO_LOG,
                    "node " + node.name() + " writes no log file, because its log_destination is "
                            + settings.orElseThrow().destination() + ": add stderr to log_destination there");
        }
        Instant oldest = oldest();
        for (LogFormat format : formats) {
            UnreadableLog.require(node, folder, format);
            if (folder.files().stream()
                    .anyMatch(file -> folder.names().match(file.name(), format).isPresent())) {
                LogSelection selection = LogSelection.of(folder, format, oldest);
                return selection;
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

    /** Says how many log files are left out because of their age. */
    public Optional<String> noteOfOldFiles(LogFolder folder, LogSelection selection) {
        Set<String> taken = selection.files().stream().map(SelectedFile::name).collect(Collectors.toSet());
        long old = folder.files().stream()
                .filter(file -> folder.isTooOld(file, selection.format(), oldest()) && !taken.contains(file.name()))
                .count();
        return old == 0
                ? Optional.empty()
                : Optional.of("node " + node.name() + ": " + old + (old == 1 ? " log file" : " log files")
                        + " that PostgreSQL wrote last before " + oldest().truncatedTo(ChronoUnit.SECONDS)
                        + (old == 1 ? " is" : " are") + " not contained, because of logferry.export.max-age");
    }

    /** Says which format was taken, and why; nothing where it is the one that everybody expects, and there was no other. */
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

    /** Without a collector PostgreSQL writes what should be csvlog or jsonlog to stderr, whatever log_destination says. */
    private static List<LogFormat> formats(ServerSettings settings) {
        List<LogFormat> formats =
                new ArrayList<>(settings.formats().stream().limit(1).toList());
        if (!settings.collector() && !formats.isEmpty() && !formats.contains(LogFormat.STDERR)) {
            formats.add(LogFormat.STDERR);
        }
        return formats;
    }
}
