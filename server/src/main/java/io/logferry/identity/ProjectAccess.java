package io.logferry.identity;

import io.logferry.id.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** In which projects a user has a role. Other projects stay hidden: a project is looked up only among the user's own. */
public final class ProjectAccess {
    private final Function<ProjectId, Optional<Project>> existing;

    /** @param existing finds a project of the inventory */
    public ProjectAccess(Function<ProjectId, Optional<Project>> existing) {
        this.existing = existing;
    }

    /** The existing projects in which the user has a role, in the order of users.yaml. */
    public List<Project> projects(User user) {
        return user.roles().keySet().stream()
                .map(existing)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The project, if it exists and the user has a role in it. */
    public Optional<Project> find(User user, ProjectId id) {
        return user.roles().containsKey(id) ? existing.apply(id) : Optional.empty();
    }

    /**
     * The user as a caller in that project, or in none if it does not exist or the user has no role in it.
     *
     * @param until when the signature expires that identified the user
     */
    public Caller caller(User user, Optional<ProjectId> asked, Instant until) {
        return user.callerIn(asked.flatMap(id -> find(user, id)), until);
    }

    Optional<Project> find(User user, String name, Domain.Reference domain) {
        return projects(user).stream()
                .filter(project -> project.name().equals(name))
                .filter(project -> domain.means(Domain.named(project.domain())))
                .findFirst();
    }
}
