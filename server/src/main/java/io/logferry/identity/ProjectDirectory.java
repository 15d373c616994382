package io.logferry.identity;

import io.logferry.id.ProjectId;
import java.util.Optional;

/** The projects there are; the inventory knows them. */
public interface ProjectDirectory {
    Optional<Project> project(ProjectId id);

    /** The project of that name in the domain of that name. */
    Optional<Project> project(String name, String domain);
}
