package io.logferry.source.node;

import io.logferry.id.NodeId;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.retry.Patience;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.LogSink;
import io.logferry.source.LogSource;
import io.logferry.source.LogSource.ServerRole;
import io.logferry.source.LogSourceException;
import io.logferry.source.copy.CopyTruncate;
import io.logferry.source.copy.LogCopy;
import io.logferry.source.copy.NewestFirst;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogSelector;
import io.logferry.source.sql.SqlLogFilesOpener;
import io.logferry.source.sql.server.NodeConnections;
import io.logferry.source.sql.server.SeenServers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;

/** Reads each node's log over SQL or from a folder, as the inventory says. Safe for use by several threads. */
public final class NodeLogSource implements LogSource {
    private static final Duration WHILE_A_CALLER_WAITS = Duration.ofSeconds(3);

    private final Limits limits;
    private final Patience patience;
    private final InstantSource clock;
    private final Pause pause;
    private final LogCopy.Observer observer;
    private final SqlLogFilesOpener sql;
    private final DirectoryLogFilesOpener directory;
    private final SeenServers seen;
    private final Map<NodeId, RateLimit> rates = new ConcurrentHashMap<>();

    /** Without patience (the first fault is the last) and without a state database. */
    public NodeLogSource(Limits limits, InstantSource clock) {
        this(limits, clock, Pause.SLEEP, LogCopy.Observer.NONE);
    }

    /**
     * @param patience how long a copy waits for a node that can't be reached
     * @param state keeps the nodes' settings, for other replicas and after a restart
     */
    public NodeLogSource(Limits limits, Patience patience, InstantSource clock, Jdbi state) {
        this(limits, patience, clock, Pause.SLEEP, LogCopy.Observer.NONE, Optional.of(state));
    }

    public NodeLogSource(Limits limits, InstantSource clock, Pause pause, LogCopy.Observer observer) {
        this(limits, Patience.NONE, clock, pause, observer);
    }

    public NodeLogSource(
            Limits limits, Patience patience, InstantSource clock, Pause pause, LogCopy.Observer observer) {
        this(limits, patience, clock, pause, observer, Optional.empty());
    }

    private NodeLogSource(
            Limits limits,
            Patience patience,
            InstantSource clock,
            Pause pause,
            LogCopy.Observer observer,
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
    public Reading copyTo(Node node, LogSink sink) throws LogSourceException, InterruptedException {
        try (PatientLogFiles files = PatientLogFiles.open(node, () -> open(node), rate(node), patience)) {
            LogCopy copy = new LogCopy(node, files, selector(node), pause, observer);
            return copy.to(sink).withNotes(files.notes());
        }
    }

    @Override
    public <T> T browse(Node node, Instant since, Browser<T> browser) throws LogSourceException, InterruptedException {
        try (LogFiles files = PatientLogFiles.openAtOnce(
                node, () -> openAskedLately(node), rate(node), patience.atMost(WHILE_A_CALLER_WAITS))) {
            CopyTruncate copyTruncate = new CopyTruncate(node, files, pause);
            return LogCopy.readAgainIfChanged(node, () -> {
                try (NewestFirst log = new NewestFirst(node, files, selector(node), copyTruncate, since)) {
                    T result = browser.browse(log);
                    log.lookAgain();
                    return result;
                }
            });
        }
    }

    @Override
    public void probe(Node node) throws LogSourceException, InterruptedException {
        // asks PostgreSQL even if it was asked lately, because the node's role must be up to date
        try (LogFiles files = open(node)) {
            selector(node).select(files.list(), files.settings());
        } catch (LogChangedException rotating) {
            // the log exists and can be listed; a rotation matters only to a copy
            return;
        } catch (IOException e) {
            throw LogSourceException.of(node, e);
        }
    }

    @Override
    public ServerRole role(Node node) {
        return seen.role(node);
    }

    /** As {@link #open}, but does not ask PostgreSQL for its settings if it was asked lately. */
    private LogFiles openAskedLately(Node node) throws LogSourceException, InterruptedException {
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
