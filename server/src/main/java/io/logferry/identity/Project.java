package io.logferry.identity;

import io.logferry.id.ProjectId;

/** A project as identity knows it: its id, its name, and the name of the domain that it is in. */
public record Project(ProjectId id, String name, String domain) {}
