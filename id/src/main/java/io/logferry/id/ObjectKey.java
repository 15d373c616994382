package io.logferry.id;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an export file is kept: {@code {project_id}/{workflow_id}/{file_name}} if the export's first run stored it, and
 * {@code {project_id}/{workflow_id}/{run}/{file_name}} if a later one did: what an earlier run still sends may arrive late, and never replaces what
 * its successor has stored. Every key has this form, so it can be used as a relative path.
 *
 * @param run the number of the run that stores the file, from 1
 */
public record ObjectKey(ProjectId project, WorkflowId workflow, int run, String fileName) {
    private static final Pattern FILE_NAME = Pattern.compile("[0-9a-z][0-9a-z_]{0,199}(\\.gz)?");
    private static final Pattern KEY = Pattern.compile(
            "([0-9a-f]{32})/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?:([1-9][0-9]{0,8})/)?([^/]+)");

    public ObjectKey {
        if (!FILE_NAME.matcher(fileName).matches()) {
            throw new IllegalArgumentException("not the name of an export file");
        }
        if (run < 1) {
            throw new IllegalArgumentException("runs are counted from 1");
        }
    }

    /** For a file that the export's first run stores. */
    public ObjectKey(ProjectId project, WorkflowId workflow, String fileName) {
        this(project, workflow, 1, fileName);
    }

    /** The prefix that the keys of this export's files have, and no other keys. */
    public static String prefix(ProjectId project, WorkflowId workflow) {
        return project + "/" + workflow + "/";
    }

    /** The key; empty if the text is not exactly the form of one. */
    public static Optional<ObjectKey> parse(String text) {
        Matcher key = KEY.matcher(text);
        if (!key.matches() || !FILE_NAME.matcher(key.group(4)).matches() || "1".equals(key.group(3))) {
            return Optional.empty();
        }
        return WorkflowId.parse(key.group(2))
                .map(workflow -> new ObjectKey(
                        new ProjectId(key.group(1)),
                        workflow,
                        key.group(3) == null ? 1 : Integer.parseInt(key.group(3)),
                        key.group(4)));
    }

    @Override
    public String toString() {
        return prefix(project, workflow) + (run == 1 ? "" : run + "/") + fileName;
    }
}
