package io.logferry.source.sql.server;

import io.logferry.id.NodeId;
import io.logferry.instance.Node;
import io.logferry.source.LogSource.ServerRole;
import io.logferry.source.listing.ServerSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * What each node's PostgreSQL reported when it was last asked. With a state database, the settings are kept there, for replicas that can't ask
 * the node and after a restart.
 */
public final class SeenServers {
    private static final Logger LOG = Logger.getLogger(SeenServers.class);

    /** After this time the settings are written again: another replica may have written others meanwhile. */
    private static final Duration WRITE_AGAIN_AFTER = Duration.ofMinutes(1);

    private final Optional<Jdbi> state;
    private final InstantSource clock;
    private final Map<NodeId, ServerRole> roles = new ConcurrentHashMap<>();
    private final Map<NodeId, Kept> kept = new ConcurrentHashMap<>();

    /** @param settings those in the state database, as far as this replica knows; empty if it has none */
    private record Kept(Optional<ServerSettings> settings, Instant at) {}

    public SeenServers(Optional<Jdbi> state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    public void answered(Node node, ServerFacts facts) {
        roles.put(node.id(), facts.standby() ? ServerRole.STANDBY : ServerRole.PRIMARY);
        Kept known = kept.get(node.id());
        Instant now = clock.instant();
        if (known == null
                || !known.settings().equals(Optional.of(facts.settings()))
                || known.at().plus(WRITE_AGAIN_AFTER).isBefore(now)) {
            keep(node, facts.settings(), now);
        }
    }

    /** The node could not be asked. */
    public void silent(Node node) {
        roles.remove(node.id());
    }

    public ServerRole role(Node node) {
        return roles.getOrDefault(node.id(), ServerRole.UNKNOWN);
    }

    /** The settings when any replica last asked for them. */
    public Optional<ServerSettings> lastSettings(Node node) {
        Kept known = kept.get(node.id());
        if (state.isEmpty()) {
            return known == null ? Optional.empty() : known.settings();
        }
        try {
            Optional<ServerSettings> found = find(state.get(), node.id());
            kept.put(node.id(), new Kept(found, clock.instant()));
            return found;
        } catch (JdbiException away) {
            if (known == null) {
                throw away;
            }
            LOG.debugf(away, "the settings of node %s are those that this replica knows", node.name());
            return known.settings();
        }
    }

    /** If the settings can't be written now, they are written when the node is asked next. */
    private void keep(Node node, ServerSettings settings, Instant now) {
        try {
            state.ifPresent(jdbi -> write(jdbi, node.id(), settings, now));
            kept.put(node.id(), new Kept(Optional.of(settings), now));
        } catch (JdbiException away) {
            LOG.warnf(away, "the settings of node %s could not be kept in the state database", node.name());
        }
    }

    private static Optional<ServerSettings> find(Jdbi jdbi, NodeId node) {
        return jdbi.withHandle(handle -> handle.select("""
                        SELECT collector, destination, line_prefix, time_zone FROM node_settings WHERE node_id = ?
                        """, node.value())
                .map((row, context) -> ServerFacts.settings(row))
                .findFirst());
    }

    /** Changes nothing if the row has the same settings. */
    private static void write(Jdbi jdbi, NodeId node, ServerSettings settings, Instant now) {
        jdbi.useHandle(handle -> handle.execute(
                """
                INSERT INTO node_settings AS known (node_id, collector, destination, line_prefix, time_zone, changed_at)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (node_id) DO UPDATE
                   SET collector = excluded.collector, destination = excluded.destination, line_prefix = excluded.line_prefix,
                       time_zone = excluded.time_zone, changed_at = excluded.changed_at
                 WHERE (known.collector, known.destination, known.line_prefix, known.time_zone)
                       IS DISTINCT FROM (excluded.collector, excluded.destination, excluded.line_prefix, excluded.time_zone)
                """,
                node.value(),
                settings.collector(),
                settings.destination(),
                settings.linePrefix(),
                settings.timeZone(),
                now));
    }
}
