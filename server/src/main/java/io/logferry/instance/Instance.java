package io.logferry.instance;

import io.logferry.id.InstanceId;
import io.logferry.id.ProjectId;
import java.util.List;

/**
 * A PostgreSQL deployment that belongs to a project.
 *
 * @param nodes at least one; the master first, then slaves, then read replicas
 */
public record Instance(
        InstanceId id, ProjectId project, String name, InstanceStatus status, String region, List<Node> nodes) {
    public Instance {
        nodes = nodes.stream()
                .sorted(java.util.Comparator.comparing(Node::role))
                .toList();
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("instance " + name + " has no node");
        }
    }
}
