package io.logferry.instance;

import io.logferry.id.NodeId;
import java.util.Optional;

/**
 * One PostgreSQL server of an instance.
 *
 * @param address how to reach it; may be absent only if the log is read from a directory
 */
public record Node(
        NodeId id,
        String name,
        NodeRole role,
        Optional<NodeAddress> address,
        LogLocation log,
        Optional<String> availabilityZone) {
    /** A node without a declared availability zone. */
    public Node(NodeId id, String name, NodeRole role, Optional<NodeAddress> address, LogLocation log) {
        this(id, name, role, address, log, Optional.empty());
    }
}
