package io.logferry.instance;

import io.logferry.id.InstanceId;
import io.logferry.id.ProjectId;
import java.util.Comparator;
import java.util.List;

/**
 * A PostgreSQL deployment that belongs to a project.
 *
 * @param region as declared, else empty
 * @param nodes at least one; the master first, then slaves, then read replicas
 */
public record Instance(
        InstanceId id,
        ProjectId project,
        String name,
        InstanceStatus status,
        String region,
        List<Node> nodes,
        InstanceDetails details) {
    public Instance {
        nodes = nodes.stream().sorted(Comparator.comparing(Node::role)).toList();
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("instance " + name + " has no node");
        }
    }

    /** An instance without details. */
    public Instance(
            InstanceId id, ProjectId project, String name, InstanceStatus status, String region, List<Node> nodes) {
        this(id, project, name, status, region, nodes, InstanceDetails.NONE);
    }
}
