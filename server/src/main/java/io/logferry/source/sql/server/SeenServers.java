package io.logferry.source.sql.server;

import io.logferry.id.NodeId;
import io.logferry.instance.Node;
import io.logferry.source.ServerRole;
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

/** What each node's PostgreSQL said when it was last asked. The settings outlive the process where there is a state database. */
public final class SeenServers {
    private static final Logger LOG = Logger.getLogger(SeenServers.class);

    /** Another replica may have kept other settings meanwhile, which PostgreSQL had for a while. */
    private static final Duration KEPT_FOR = Duration.ofMinutes(1);

    private final Optional<SettingsTable> table;
    private final InstantSource clock;
    private final Map<NodeId, ServerRole> roles = new ConcurrentHashMap<>();
    private final Map<NodeId, Kept> kept = new ConcurrentHashMap<>();

    /** @param settings as this replica knows the state database to have them; empty: it has none */
    private record Kept(Optional<ServerSettings> settings, Instant at) {}

    public SeenServers(Optional<Jdbi> state, InstantSource clock) {
        this.table = state.map(SettingsTable::new);
        this.clock = clock;
    }

    public void answered(Node node, ServerFacts facts) {
        roles.put(node.id(), facts.standby() ? ServerRole.STANDBY : ServerRole.PRIMARY);
        Kept known = kept.get(node.id());
        Instant now = clock.instant();
        if (known == null
                || !known.settings().equals(Optional.of(facts.settings()))
                || known.at().plus(KEPT_FOR).isBefore(now)) {
            keep(node, facts.settings(), now);
        }
    }

    /** It can't be asked now. */
    public void silent(Node node) {
        roles.remove(node.id());
    }

    public ServerRole role(Node node) {
        return roles.getOrDefault(node.id(), ServerRole.UNKNOWN);
    }

    /** The settings as they were when any replica last asked for them. */
    public Optional<ServerSettings> lastSettings(Node node) {
        Kept known = kept.get(node.id());
        if (table.isEmpty()) {
            return known == null ? Optional.empty() : known.settings();
        }
        try {
            Optional<ServerSettings> found = table.get().find(node.id());
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

    /** What can't be kept now is tried again when the node is asked next. */
    private void keep(Node node, ServerSettings seen, Instant now) {
        try {
            table.ifPresent(rows -> rows.keep(node.id(), seen, now));
            kept.put(node.id(), new Kept(Optional.of(seen), now));
        } catch (JdbiException away) {
            LOG.warnf(away, "the settings of node %s could not be kept in the state database", node.name());
        }
    }
}
