package io.logferry.identity;

import io.logferry.id.ProjectId;

/** @param domain the name of its domain */
public record Project(ProjectId id, String name, String domain) {}
