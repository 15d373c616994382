package io.logferry.identity;

import io.logferry.id.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /** The project, if it exists and the user has a role in it. */
    public Optional<Project> find(User user, ProjectId id) {
        return user.roles().containsKey(id) ? directory.project(id) : Optional.empty();
    }

    /**
     * The user as a caller in that project, or in none where there is none or the user has no role in it.
     *
     * @param until when what showed who it is ends
     */
    public Caller caller(User user, Optional<ProjectId> asked, Instant until) {
        Optional<Project> project = asked.flatMap(id -> find(user, id));
        Set<String> roles = project.map(found -> user.rolesIn(found.id())).orElse(Set.of());
        return new Caller(user.id(), user.name(), project, roles, until);
    }

    Optional<Project> find(User user, String name, DomainReference domain) {
        return projects(user).stream()
                .filter(project -> project.name().equals(name))
                .filter(project -> domain.means(Domain.named(project.domain())))
                .findFirst();
    }
}
