package io.logferry.health;

import io.logferry.instance.Node;
import java.util.List;

/** Whether an instance works properly, as far as its logs are concerned. */
public sealed interface Health {
    /**
     * The log of at least one node can be read.
     *
     * @param nodes those that were asked for, the one that is the primary now first
     */
    record Working(List<Node> nodes) implements Health {
        public Working {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * The log of no node can be read.
     *
     * @param reason for the caller: which node, what is wrong, what to do; commands stand on lines of their own
     */
    record Faulty(String reason) implements Health {}
}
