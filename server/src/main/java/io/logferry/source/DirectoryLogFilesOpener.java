package io.logferry.source;

import io.logferry.id.NodeId;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Opens a node's log files in a folder. Where the node has an address PostgreSQL is asked for its settings, because a folder alone doesn't tell
 * which format is the right one; what it said last counts while it is down.
 */
final class DirectoryLogFilesOpener {
    private static final Logger LOG = Logger.getLogger(DirectoryLogFilesOpener.class);

    /** Settings change seldom, and a host that is down takes 3 s to be found so. */
    private static final Duration LATELY = Duration.ofSeconds(30);

    private final Pause pause;
    private final InstantSource clock;
    private final Map<NodeId, ServerSettings> lastKnown = new ConcurrentHashMap<>();
    private final Map<NodeId, Instant> lastAsked = new ConcurrentHashMap<>();

    DirectoryLogFilesOpener(Pause pause, InstantSource clock) {
        this.pause = pause;
        this.clock = clock;
    }

    LogFiles open(Node node, LogLocation.Directory location) throws InterruptedException {
        if (node.address().isPresent()) {
            ask(node);
        }
        return openUnasked(node, location);
    }

    /** For readers that come often: asks only where nobody did in the last 30 s. */
    LogFiles openAskedLately(Node node, LogLocation.Directory location) throws InterruptedException {
        Instant asked = lastAsked.getOrDefault(node.id(), Instant.MIN);
        return asked.isBefore(clock.instant().minus(LATELY)) ? open(node, location) : openUnasked(node, location);
    }

    /** Asks nobody: the folder alone. */
    LogFiles openUnasked(Node node, LogLocation.Directory location) {
        return new DirectoryLogFiles(node, LogPath.of(location.path()), Optional.ofNullable(lastKnown.get(node.id())));
    }

    private void ask(Node node) throws InterruptedException {
        try (NodeConnection connection = NodeConnection.open(node, pause)) {
            lastKnown.put(node.id(), ServerFacts.ask(connection).settings());
        } catch (LogSourceException e) {
            LOG.debugf(e, "Node %s could not be asked for its settings", node.name());
        } finally {
            lastAsked.put(node.id(), clock.instant());
        }
    }
}
