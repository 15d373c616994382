package io.logferry.source;

import io.logferry.id.NodeId;
import io.logferry.instance.Node;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** What each node's PostgreSQL said when it was last asked. The settings outlive the process where there is a state database. */
final class SeenServers {
    private static final Logger LOG = Logger.getLogger(SeenServers.class);

    private final Optional<SettingsTable> table;
    private final InstantSource clock;
    private final Map<NodeId, ServerRole> roles = new ConcurrentHashMap<>();
    private final Map<NodeId, ServerSettings> settings = new ConcurrentHashMap<>();

    SeenServers(Optional<Jdbi> state, InstantSource clock) {
        this.table = state.map(SettingsTable::new);
        this.clock = clock;
    }

    void answered(Node node, ServerFacts facts) {
        roles.put(node.id(), facts.standby() ? ServerRole.STANDBY : ServerRole.PRIMARY);
        if (!facts.settings().equals(settings.get(node.id()))) {
            keep(node, facts.settings());
        }
    }

    /** It can't be asked now. */
    void silent(Node node) {
        roles.remove(node.id());
    }

    ServerRole role(Node node) {
        return roles.getOrDefault(node.id(), ServerRole.UNKNOWN);
    }

    /** The settings as they were when any replica last asked for them. */
    Optional<ServerSettings> lastSettings(Node node) {
        try {
            return table.flatMap(kept -> kept.find(node.id())).or(() -> Optional.ofNullable(settings.get(node.id())));
        } catch (JdbiException away) {
            ServerSettings own = settings.get(node.id());
            if (own == null) {
                throw away;
            }
            LOG.debugf(away, "the settings of node %s are those that this replica has seen", node.name());
            return Optional.of(own);
        }
    }

    /** What can't be kept now is tried again when the node is asked next. */
    private void keep(Node node, ServerSettings seen) {
        try {
            table.ifPresent(kept -> kept.keep(node.id(), seen, clock.instant()));
            settings.put(node.id(), seen);
        } catch (JdbiException away) {
            LOG.warnf(away, "the settings of node %s could not be kept in the state database", node.name());
        }
    }
}
