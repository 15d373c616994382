package io.logferry.instance;

import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.identity.Project;
import java.util.List;
import java.util.Optional;

/** The instances and projects as they are declared now. */
public interface Inventory {
    Optional<Project> project(ProjectId id);

    Optional<Instance> instance(InstanceId id);

    /** A node of an instance. */
    default Optional<Node> node(InstanceId instance, NodeId id) {
        return instance(instance).map(Instance::nodes).stream()
                .flatMap(List::stream)
                .filter(node -> node.id().equals(id))
                .findFirst();
    }

    /** The project's instances, in the order in which they are declared. */
    List<Instance> instances(ProjectId project);

    /** Every instance of every project. */
    List<Instance> instances();
}
