package io.logferry.health;

import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import java.util.List;

/**
 * An instance as the last looks at its nodes showed it.
 *
 * @param nodes the primary first, then slaves, then read replicas
 */
public record SeenInstance(Readability log, List<SeenNode> nodes) {
    public SeenInstance {
        nodes = List.copyOf(nodes);
    }

    /** @param role what it is now, else what the inventory says */
    public record SeenNode(Node node, NodeRole role, Readability log) {}
}
