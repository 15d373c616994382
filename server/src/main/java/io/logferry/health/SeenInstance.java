package io.logferry.health;

import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import java.util.List;

/**
 * An instance as the last probes of its nodes showed it.
 *
 * @param nodes the primary first, then slaves, then read replicas
 */
public record SeenInstance(Readability log, List<SeenNode> nodes) {
    public SeenInstance {
        nodes = List.copyOf(nodes);
    }

    /** @param role the current role, or the inventory's if it is unknown */
    public record SeenNode(Node node, NodeRole role, Readability log) {}
}
