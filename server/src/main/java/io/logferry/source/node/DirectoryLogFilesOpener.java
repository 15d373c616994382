package io.logferry.source.node;

import io.logferry.id.NodeId;
import io.logferry.instance.LogLocation;
import io.logferry.instance.LogLocation.DeclaredLines;
import io.logferry.instance.LogPath;
import io.logferry.instance.Node;
import io.logferry.source.LogSourceException;
import io.logferry.source.folder.DirectoryLogFiles;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.ServerSettings;
import io.logferry.source.sql.server.NodeConnection;
import io.logferry.source.sql.server.NodeConnections;
import io.logferry.source.sql.server.SeenServers;
import io.logferry.source.sql.server.ServerFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Opens a node's log files in a folder. If the node has an address, PostgreSQL is asked for its settings: a folder doesn't show which format is
 * the right one, and a file doesn't show its line prefix and time zone. If PostgreSQL can't be asked, line prefix and time zone are those of
 * the inventory, otherwise those that PostgreSQL last reported.
 */
final class DirectoryLogFilesOpener {
    private static final Logger LOG = Logger.getLogger(DirectoryLogFilesOpener.class);

    /** Settings seldom change, and it takes 3 s to notice that a host is down. */
    private static final Duration LATELY = Duration.ofSeconds(30);

    private final NodeConnections connections;
    private final InstantSource clock;
    private final SeenServers seen;
    private final Map<NodeId, Asked> lastAsked = new ConcurrentHashMap<>();

    /** @param settings empty if PostgreSQL did not answer */
    private record Asked(Node node, Instant at, Optional<ServerSettings> settings) {}

    DirectoryLogFilesOpener(NodeConnections connections, InstantSource clock, SeenServers seen) {
        this.connections = connections;
        this.clock = clock;
        this.seen = seen;
    }

    LogFiles open(Node node, LogLocation.Directory location) throws InterruptedException {
        return files(node, location, ask(node));
    }

    /** For frequent readers: asks PostgreSQL only if nobody did in the last 30 s. */
    LogFiles openAskedLately(Node node, LogLocation.Directory location) throws InterruptedException {
        Instant lately = clock.instant().minus(LATELY);
        Asked last = lastAsked.get(node.id());
        return last != null && last.node().equals(node) && !last.at().isBefore(lately)
                ? files(node, location, last.settings())
                : open(node, location);
    }

    private LogFiles files(Node node, LogLocation.Directory location, Optional<ServerSettings> answer) {
        Optional<ServerSettings> settings = answer.or(() -> seen.lastSettings(node));
        Optional<ServerSettings.Lines> known = settings.map(ServerSettings::lines);
        ServerSettings.Lines lines = answer.isPresent()
                ? known.orElse(ServerSettings.Lines.UNKNOWN)
                : declared(location.lines(), known.orElse(ServerSettings.Lines.UNKNOWN));
        return new DirectoryLogFiles(node, LogPath.of(location.path()), settings, lines);
    }

    private static ServerSettings.Lines declared(DeclaredLines inventory, ServerSettings.Lines last) {
        return new ServerSettings.Lines(
                inventory.linePrefix().orElse(last.linePrefix()),
                inventory.timeZone().orElse(last.timeZone()));
    }

    private Optional<ServerSettings> ask(Node node) throws InterruptedException {
        if (node.address().isEmpty()) {
            return Optional.empty();
        }
        Optional<ServerSettings> settings = Optional.empty();
        try (NodeConnection connection = connections.to(node)) {
            ServerFacts facts = ServerFacts.ask(connection);
            seen.answered(node, facts);
            settings = Optional.of(facts.settings());
        } catch (LogSourceException e) {
            LOG.debugf(e, "Node %s could not be asked for its settings", node.name());
            seen.silent(node);
        }
        lastAsked.put(node.id(), new Asked(node, clock.instant(), settings));
        return settings;
    }
}
