package io.logferry.health;

import io.logferry.id.NodeId;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import io.logferry.source.LogSource.ServerRole;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The roles of an instance's nodes now: as PostgreSQL says, or as the inventory says if PostgreSQL can't be asked. There is one master: if several
 * servers are no standby, the inventory decides between them.
 */
final class CurrentRoles {
    private final Map<NodeId, ServerRole> asked;
    private final Optional<NodeId> primary;

    /** @param asked what PostgreSQL says of the nodes that could be asked */
    CurrentRoles(List<Node> nodes, Map<NodeId, ServerRole> asked) {
        this.asked = Map.copyOf(asked);
        this.primary = nodes.stream()
                .filter(node -> asked.get(node.id()) == ServerRole.PRIMARY)
                .min(Comparator.comparing(Node::role))
                .map(Node::id);
    }

    /** If another node is the primary, a declared master that can't be asked is a slave: the other has taken over. */
    NodeRole of(Node node) {
        if (primary.isPresent()) {
            return primary.get().equals(node.id()) ? NodeRole.MASTER : orSlave(node.role());
        }
        return switch (asked.getOrDefault(node.id(), ServerRole.UNKNOWN)) {
            case PRIMARY, UNKNOWN -> node.role();
            case STANDBY -> orSlave(node.role());
        };
    }

    private static NodeRole orSlave(NodeRole declared) {
        return declared == NodeRole.MASTER ? NodeRole.SLAVE : declared;
    }

    /** The primary first, then slaves, then read replicas; the inventory's order among those of one role. */
    List<Node> inOrder(List<Node> nodes) {
        return nodes.stream().sorted(Comparator.comparing(this::of)).toList();
    }
}
