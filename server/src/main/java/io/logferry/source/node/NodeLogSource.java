package io.logferry.source.node;

import io.logferry.id.NodeId;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.retry.Patience;
import io.logferry.retry.Pause;
import io.logferry.source.LogBrowser;
import io.logferry.source.LogReading;
import io.logferry.source.LogSink;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.ServerRole;
import io.logferry.source.SourceLimits;
import io.logferry.source.copy.CopyObserver;
import io.logferry.source.copy.CopyTruncate;
import io.logferry.source.copy.LogCopy;
import io.logferry.source.copy.LogPin;
import io.logferry.source.copy.NewestFirst;
import io.logferry.source.copy.OtherFormats;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFile;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogSelection;
import io.logferry.source.listing.LogSelector;
import io.logferry.source.sql.SqlLogFilesOpener;
import io.logferry.source.sql.server.NodeConnections;
import io.logferry.source.sql.server.SeenServers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;

/** Reads each node's log from where the inventory says that it is. Safe for use by several threads. */
public final class NodeLogSource implements LogSource {
    /** Whoever looks into a log is waiting for the answer. */
    private static final Duration WHILE_SOMEBODY_WAITS = Duration.ofSeconds(3);

    private final SourceLimits limits;
    private final Patience patience;
    private final InstantSource clock;
    private final Pause pause;
    private final CopyObserver observer;
    private final SqlLogFilesOpener sql;
    private final DirectoryLogFilesOpener directory;
    private final SeenServers seen;
    private final Map<NodeId, RateLimit> rates = new ConcurrentHashMap<>();

    /** One that fails at the first fault; what nodes say of themselves is forgotten with it. */
    public NodeLogSource(SourceLimits limits, InstantSource clock) {
        this(limits, clock, Pause.SLEEP, CopyObserver.NONE);
    }

    /**
     * @param patience how long a copy waits for a node that is out of reach
     * @param state keeps what nodes say of themselves, for other replicas and after a restart
     */
    public NodeLogSource(SourceLimits limits, Patience patience, InstantSource clock, Jdbi state) {
        this(limits, patience, clock, Pause.SLEEP, CopyObserver.NONE, Optional.of(state));
    }

    public NodeLogSource(SourceLimits limits, InstantSource clock, Pause pause, CopyObserver observer) {
        this(limits, Patience.NONE, clock, pause, observer);
    }

    public NodeLogSource(
            SourceLimits limits, Patience patience, InstantSource clock, Pause pause, CopyObserver observer) {
        this(limits, patience, clock, pause, observer, Optional.empty());
    }

    private NodeLogSource(
            SourceLimits limits,
            Patience patience,
            InstantSource clock,
            Pause pause,
            CopyObserver observer,
            Optional<Jdbi> state) {
        this.limits = limits;
        this.patience = patience;
        this.clock = clock;
        this.pause = pause;
        this.observer = observer;
        this.seen = new SeenServers(state, clock);
        NodeConnections connections = new NodeConnections(pause);
        this.sql = new SqlLogFilesOpener(limits, connections, seen);
        this.directory = new DirectoryLogFilesOpener(connections, clock, seen);
    }

    @Override
    public LogReading copyTo(Node node, LogSink sink) throws LogSourceException, InterruptedException {
        try (PatientLogFiles files = PatientLogFiles.open(node, () -> open(node), rate(node), patience)) {
            LogPin pin = new LogPin(node, files, selector(node), pause, observer);
            return new LogCopy(node, files, pin, observer).to(sink).and(files.notes());
        }
    }

    @Override
    public <T> T browse(Node node, Instant since, LogBrowser<T> browser)
            throws LogSourceException, InterruptedException {
        try (LogFiles files = PatientLogFiles.openAtOnce(
                node, () -> openLately(node), rate(node), patience.atMost(WHILE_SOMEBODY_WAITS))) {
            CopyTruncate copyTruncate = new CopyTruncate(node, files, pause);
            return LogCopy.readAgainIfChanged(node, () -> {
                LogSelector selector = selector(node);
                LogFolder folder = files.list();
                LogSelection selection = selector.select(folder, files.settings());
                List<Instant> leftOut = folder.leftOut(selection.format(), selector.oldest());
                Optional<String> doubt = folder.doubt(selection)
                        .map(words -> new LogSourceException(Fault.NO_LOG, "node " + node.name() + ": " + words))
                        .map(LogSourceException::sentence);
                Optional<Instant> otherFormat = new OtherFormats(node, files)
                        .latest(folder, selection.format(), NewestFirst.oldest(since))
                        .map(LogFile::modified);
                return browse(
                        node,
                        new NewestFirst(node, files, selection, leftOut, doubt, otherFormat, copyTruncate, since),
                        browser);
            });
        }
    }

    private static <T> T browse(Node node, NewestFirst log, LogBrowser<T> browser)
            throws LogSourceException, LogChangedException, InterruptedException {
        try (log) {
            T result = browser.browse(log);
            log.lookAgain();
            return result;
        } catch (LogSourceException | LogChangedException e) {
            throw e;
        } catch (InterruptedIOException e) {
            throw LogBytes.interrupted(e);
        } catch (IOException e) {
            throw LogSourceException.notReadHere(node, e);
        }
    }

    @Override
    public void probe(Node node) throws LogSourceException, InterruptedException {
        // what the node is, primary or standby, is to be known as of now
        try (LogFiles files = open(node)) {
            selector(node).select(files.list(), files.settings());
        } catch (LogChangedException rotating) {
            // it is there, and it can be listed: that it is being rotated right now is the copy's concern
            return;
        }
    }

    @Override
    public ServerRole role(Node node) {
        return seen.role(node);
    }

    /** As it is opened for a copy, but settings that were asked for lately are taken for those of now. */
    private LogFiles openLately(Node node) throws LogSourceException, InterruptedException {
        return switch (node.log()) {
            case LogLocation.Sql location -> sql.open(node, location);
            case LogLocation.Directory location -> directory.openAskedLately(node, location);
        };
    }

    private LogFiles open(Node node) throws LogSourceException, InterruptedException {
        return switch (node.log()) {
            case LogLocation.Sql location -> sql.open(node, location);
            case LogLocation.Directory location -> directory.open(node, location);
        };
    }

    private LogSelector selector(Node node) {
        return new LogSelector(node, limits, clock);
    }

    private Optional<RateLimit> rate(Node node) {
        return limits.maxRate().isEmpty()
                ? Optional.empty()
                : Optional.of(rates.computeIfAbsent(
                        node.id(), id -> new RateLimit(limits.maxRate().getAsLong(), System::nanoTime, pause)));
    }
}
