package io.logferry.store;

import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an export file is kept: {@code {project_id}/{workflow_id}/{file_name}}. A key can't be made that is no such path, so whoever holds
 * one may use it as a relative path.
 */
public record ObjectKey(ProjectId project, WorkflowId workflow, String fileName) {
    private static final Pattern FILE_NAME = Pattern.compile("[0-9a-z][0-9a-z_]{0,199}(\\.gz)?");
    private static final Pattern KEY =
            Pattern.compile("([0-9a-f]{32})/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([^/]+)");

    public ObjectKey {
        if (!FILE_NAME.matcher(fileName).matches()) {
            throw new IllegalArgumentException("not the name of an export file");
        }
    }

    /** The key that the text spells exactly; empty where it spells none. */
    public static Optional<ObjectKey> parse(String text) {
        Matcher key = KEY.matcher(text);
        if (!key.matches() || !FILE_NAME.matcher(key.group(3)).matches()) {
            return Optional.empty();
        }
        return WorkflowId.parse(key.group(2))
                .map(workflow -> new ObjectKey(new ProjectId(key.group(1)), workflow, key.group(3)));
    }

    @Override
    public String toString() {
        return project + "/" + workflow + "/" + fileName;
    }
}
