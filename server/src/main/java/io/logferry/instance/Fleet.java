package io.logferry.instance;

import io.logferry.id.InstanceId;
import io.logferry.id.ProjectId;
import io.logferry.identity.Project;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An inventory that doesn't change: the content of the file at one time. */
public final class Fleet implements Inventory {
    private final Map<ProjectId, Project> projects;
    private final List<Instance> instances;
    private final Map<InstanceId, Instance> instancesById;
    private final Map<ProjectId, List<Instance>> instancesByProject;

    /** @throws IllegalStateException if an id occurs twice */
    public Fleet(List<Project> projects, List<Instance> instances) {
        this.projects = projects.stream().collect(Collectors.toUnmodifiableMap(Project::id, Function.identity()));
        this.instances = List.copyOf(instances);
        this.instancesById =
                instances.stream().collect(Collectors.toUnmodifiableMap(Instance::id, Function.identity()));
        this.instancesByProject =
                instances.stream().collect(Collectors.groupingBy(Instance::project, Collectors.toUnmodifiableList()));
    }

    @Override
    public Optional<Project> project(ProjectId id) {
        return Optional.ofNullable(projects.get(id));
    }

    @Override
    public Optional<Instance> instance(InstanceId id) {
        return Optional.ofNullable(instancesById.get(id));
    }

    @Override
    public List<Instance> instances(ProjectId project) {
        return instancesByProject.getOrDefault(project, List.of());
    }

    @Override
    public List<Instance> instances() {
        return instances;
    }
}
