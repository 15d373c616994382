package io.logferry.check;

import static io.logferry.check.NodeInspection.Aspect.CLOCK;
import static io.logferry.check.NodeInspection.Aspect.DIRECTORY;
import static io.logferry.check.NodeInspection.Aspect.LOGIN;
import static io.logferry.check.NodeInspection.Aspect.LOG_DESTINATION;
import static io.logferry.check.NodeInspection.Aspect.PRIVILEGES;
import static io.logferry.check.NodeInspection.Aspect.REACHABLE;
import static io.logferry.check.NodeInspection.Aspect.VERSION;

import io.logferry.check.NodeInspection.Findings;
import io.logferry.instance.LogLocation;
import io.logferry.instance.LogPath;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.folder.DirectoryLogFiles;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogSelection;
import io.logferry.source.listing.LogSelection.SelectedFile;
import io.logferry.source.listing.LogSelector;
import io.logferry.source.listing.ServerSettings;
import io.logferry.source.sql.GrantedAccess;
import io.logferry.source.sql.LogAccess;
import io.logferry.source.sql.SqlLogFiles;
import io.logferry.source.sql.SqlLogFilesOpener;
import io.logferry.source.sql.UncollectedLog;
import io.logferry.source.sql.server.NodeConnection;
import io.logferry.source.sql.server.ServerFacts;
import io.logferry.source.sql.server.SqlFault;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Checks a node as an operator wants it before going live, and says how to fix each problem. Thread-safe. */
public final class NodeInspector {
    private final InstantSource clock;

    public NodeInspector(InstantSource clock) {
        this.clock = clock;
    }

    public NodeInspection inspect(Node node) throws InterruptedException {
        Findings findings = new Findings();
        switch (node.log()) {
            case LogLocation.Sql location -> inspect(node, location, findings);
            case LogLocation.Directory location -> inspect(node, location, findings);
        }
        return findings.inspection();
    }

    private void inspect(Node node, LogLocation.Sql location, Findings findings) throws InterruptedException {
        Optional<NodeConnection> opened = connect(node, findings);
        if (opened.isEmpty()) {
            return;
        }
        try (NodeConnection connection = opened.get()) {
            Optional<ServerFacts> facts = ask(connection, findings);
            if (facts.isPresent()) {
                inspect(connection, facts.get(), location, findings);
            }
        }
    }

    private void inspect(NodeConnection connection, ServerFacts facts, LogLocation.Sql location, Findings findings)
            throws InterruptedException {
        boolean writesFiles = writesFiles(connection, facts, location, findings);
        try {
            LogAccess access = writesFiles
                    ? SqlLogFilesOpener.choose(connection, facts, location)
                    : SqlLogFilesOpener.permitted(connection, facts, location);
            if (writesFiles) {
                inspect(
                        connection.node(),
                        new SqlLogFiles(connection, facts.settings(), access, LogSource.Limits.NONE),
                        findings);
            }
            findings.good(PRIVILEGES, access.words());
        } catch (LogSourceException e) {
            findings.bad(e.fault() == Fault.NOT_PERMITTED ? PRIVILEGES : DIRECTORY, e);
        }
    }

    private void inspect(Node node, LogLocation.Directory location, Findings findings) throws InterruptedException {
        Optional<ServerSettings> settings = settings(node, findings);
        DirectoryLogFiles files = new DirectoryLogFiles(
                node,
                LogPath.of(location.path()),
                settings,
                settings.map(ServerSettings::lines).orElse(ServerSettings.Lines.UNKNOWN));
        try {
            inspect(node, files, findings);
            findings.good(PRIVILEGES, "this service may read the files");
        } catch (LogSourceException e) {
            findings.bad(e.fault() == Fault.NOT_PERMITTED ? PRIVILEGES : DIRECTORY, e);
        }
    }

    /** What PostgreSQL reports, if only the files are needed; empty if it can't be asked. */
    private Optional<ServerSettings> settings(Node node, Findings findings) throws InterruptedException {
        if (node.address().isEmpty()) {
            List.of(REACHABLE, LOGIN, VERSION, LOG_DESTINATION, CLOCK)
                    .forEach(aspect -> findings.unknown(aspect, "the inventory gives no host to ask"));
            return Optional.empty();
        }
        Optional<NodeConnection> opened = connect(node, findings);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (NodeConnection connection = opened.get()) {
            Optional<ServerSettings> settings = ask(connection, findings).map(ServerFacts::settings);
            settings.ifPresent(known -> destination(known, findings));
            return settings;
        }
    }

    private static Optional<NodeConnection> connect(Node node, Findings findings) {
        NodeAddress address = node.address().orElseThrow();
        String place = address.host() + " port " + address.port();
        try {
            NodeConnection connection = NodeConnection.open(node, Pause.SLEEP);
            findings.good(REACHABLE, place);
            findings.good(LOGIN, address.user() + " in the database " + address.database());
            return Optional.of(connection);
        } catch (LogSourceException e) {
            if (e.fault() == Fault.UNREACHABLE) {
                findings.bad(REACHABLE, e.lead() + " (" + place + ")", e.commands());
            } else {
                findings.good(REACHABLE, place);
                findings.bad(LOGIN, e);
            }
            return Optional.empty();
        }
    }

    private Optional<ServerFacts> ask(NodeConnection connection, Findings findings) throws InterruptedException {
        try {
            ServerStatus status = ServerStatus.ask(connection, clock);
            status.checkVersion(findings);
            status.checkClock(findings);
            return Optional.of(ServerFacts.ask(connection));
        } catch (LogSourceException e) {
            findings.bad(VERSION, e);
            return Optional.empty();
        }
    }

    /** Whether the server writes log files. */
    private static boolean destination(ServerSettings settings, Findings findings) {
        if (settings.formats().isEmpty()) {
            findings.bad(
                    LOG_DESTINATION,
                    words(settings) + ", so there is no log file. Run there:",
                    List.of(
                            "ALTER SYSTEM SET log_destination = "
                                    + SqlFault.literal((settings.destination() + ",stderr").replaceFirst("^,", "")),
                            "SELECT pg_reload_conf()"));
            return false;
        }
        findings.good(LOG_DESTINATION, words(settings));
        return true;
    }

    private static String words(ServerSettings settings) {
        return "log_destination is " + settings.destination() + ", logging_collector is "
                + (settings.collector() ? "on" : "off");
    }

    /** Whether the server writes log files and the collector, the inventory or a row of logferry.log_directory says where. */
    private static boolean writesFiles(
            NodeConnection connection, ServerFacts facts, LogLocation.Sql location, Findings findings)
            throws InterruptedException {
        ServerSettings settings = facts.settings();
        boolean isKnown = location.path().isPresent() || settings.collector();
        if (isKnown || settings.formats().isEmpty() || isLogNamed(connection, facts)) {
            return destination(settings, findings);
        }
        findings.bad(LOG_DESTINATION, words(settings) + UncollectedLog.advice(facts), UncollectedLog.commands(facts));
        return false;
    }

    private static boolean isLogNamed(NodeConnection connection, ServerFacts facts) throws InterruptedException {
        if (!facts.functionsUsable()) {
            return false;
        }
        try {
            new GrantedAccess(connection, facts, Optional.empty()).list();
            return true;
        } catch (IOException e) {
            return !(e instanceof LogSourceException source && source.fault() == Fault.NO_LOG);
        }
    }

    /** The path of the log if the collector is off, the login can read the log, and only the inventory doesn't name it. */
    public Optional<String> uncollectedLog(Node node) throws InterruptedException {
        try (NodeConnection connection = NodeConnection.open(node, Pause.SLEEP)) {
            ServerFacts facts = ServerFacts.ask(connection);
            return facts.settings().collector() || facts.readsByFunctions() || !facts.mayReadFolders()
                    ? Optional.empty()
                    : facts.debianLog();
        } catch (LogSourceException reportedByInspect) {
            return Optional.empty();
        }
    }

    /** Lists the folder, and reads a byte of each file. */
    private void inspect(Node node, LogFiles files, Findings findings) throws LogSourceException, InterruptedException {
        try {
            LogFolder folder = files.list();
            LogSelection selection =
                    new LogSelector(node, LogSource.Limits.NONE, clock).select(folder, files.settings());
            if (!folder.notes().isEmpty()) {
                findings.bad(
                        DIRECTORY,
                        String.join(", ", folder.notes())
                                + ": only regular files are, so put the log file itself there, or correct the path in the"
                                + " inventory.");
            }
            for (SelectedFile file : selection.files()) {
                files.head(file.listed(), Math.min(1, file.size()));
            }
            String words = words(folder, selection)
                    + folder.noteOfRotatedBeside(node, selection.format())
                            .map(note -> "; " + note)
                            .orElse("");
            folder.doubt(selection).ifPresent(doubt -> findings.unknown(DIRECTORY, words + "; " + doubt));
            findings.good(DIRECTORY, words);
        } catch (LogChangedException e) {
            findings.good(DIRECTORY, "it exists; its files are being rotated right now");
        } catch (IOException e) {
            throw LogSourceException.of(node, e);
        }
    }

    private static String words(LogFolder folder, LogSelection selection) {
        int count = selection.files().size();
        long bytes = selection.files().stream().mapToLong(SelectedFile::size).sum();
        String files = selection.format().word() + (count == 1 ? " file" : " files");
        return String.format(Locale.ROOT, "%d %s, %,d bytes, in %s", count, files, bytes, folder.place());
    }
}
