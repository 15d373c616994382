package io.logferry.identity;

import io.logferry.id.ProjectId;
import java.util.List;
import java.util.Optional;

/** Which projects a user has to do with. What others there are stays hidden: a project is only sought among the user's own. */
public final class ProjectAccess {
    private final ProjectDirectory directory;

    public ProjectAccess(ProjectDirectory directory) {
        this.directory = directory;
    }

    /** The projects in which the user has a role, as far as they exist, in the order of users.yaml. */
    public List<Project> projects(User user) {
        return user.roles().keySet().stream()
                .map(directory::project)
                .flatMap(Optional::stream)
                .toList();
    }

    Optional<Project> find(User user, ProjectId id) {
        return user.roles().containsKey(id) ? directory.project(id) : Optional.empty();
    }

    Optional<Project> find(User user, String name, DomainReference domain) {
        return projects(user).stream()
                .filter(project -> project.name().equals(name))
                .filter(project -> domain.means(Domain.named(project.domain())))
                .findFirst();
    }
}
