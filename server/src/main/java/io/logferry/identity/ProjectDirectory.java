package io.logferry.identity;

import io.logferry.id.ProjectId;
import java.util.Optional;

/** The projects there are; the inventory knows them. */
@FunctionalInterface
public interface ProjectDirectory {
    Optional<Project> project(ProjectId id);
}
