package io.logferry.health;

import io.logferry.instance.Node;
import java.util.List;

/** Whether an instance's log can be read. */
public sealed interface Health {
    /**
     * The log of at least one node can be read.
     *
     * @param nodes the nodes that were asked for, the current primary first
     */
    record Working(List<Node> nodes) implements Health {
        public Working {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * The log of no node can be read.
     *
     * @param reason for the caller: which node, what is wrong, what to do; each command is on a separate line
     */
    record Faulty(String reason) implements Health {}
}
