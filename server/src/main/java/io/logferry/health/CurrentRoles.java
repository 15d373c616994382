package io.logferry.health;

import io.logferry.id.NodeId;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import io.logferry.source.ServerRole;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What an instance's nodes are now: as their PostgreSQL says, and where that can't be asked as the inventory does. */
final class CurrentRoles {
    private final Map<NodeId, ServerRole> asked;
    private final boolean primaryKnown;

    /** @param asked what PostgreSQL said of the nodes that could be asked */
    CurrentRoles(Map<NodeId, ServerRole> asked) {
        this.asked = Map.copyOf(asked);
        this.primaryKnown = asked.containsValue(ServerRole.PRIMARY);
    }

    /** A declared master that can't be asked isn't one where another node is: that one has taken over. */
    NodeRole of(Node node) {
        NodeRole declared = node.role();
        return switch (asked.getOrDefault(node.id(), ServerRole.UNKNOWN)) {
            case PRIMARY -> NodeRole.MASTER;
            case STANDBY -> orSlave(declared);
            case UNKNOWN -> primaryKnown ? orSlave(declared) : declared;
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
