package io.logferry.export;

import io.logferry.id.InstanceId;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The tasks of one project, newest first. Tasks of kinds that only a later release knows are not among them. */
public final class ProjectTasks {
    private static final String WANTED = ExportRows.KNOWN_KIND + """
             AND project_id = ? AND workflow_id = coalesce(CAST(? AS uuid), workflow_id)
               AND instance_id = coalesce(CAST(? AS text), instance_id)
               AND kind = coalesce(CAST(? AS text), kind)
               AND state = coalesce(CAST(? AS text), state)
               AND created_at BETWEEN coalesce(CAST(? AS timestamptz), '-infinity') AND coalesce(CAST(? AS timestamptz), 'infinity')
            """;

    private final Jdbi jdbi;

    public ProjectTasks(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param total how many tasks match, on all pages */
    public record Page(List<Export> tasks, int total) {}

    /**
     * @param offset how many tasks to skip
     * @param limit how many tasks to return at most
     */
    public Page page(ProjectId project, Filter filter, int offset, int limit) {
        Object[] wanted = arguments(project, filter);
        return jdbi.inTransaction(handle -> new Page(
                tasks(handle, wanted, offset, limit),
                handle.select("SELECT count(*) FROM export WHERE " + WANTED, wanted)
                        .mapTo(Integer.class)
                        .one()));
    }

    private static List<Export> tasks(Handle handle, Object[] wanted, int offset, int limit) {
        return ExportRows.query(
                handle,
                ExportRows.SELECT + " WHERE e.workflow_id IN (SELECT workflow_id FROM export WHERE " + WANTED
                        + " ORDER BY created_at DESC, workflow_id OFFSET " + offset + " LIMIT " + limit + ")"
                        + " ORDER BY e.created_at DESC, e.workflow_id, f.position",
                wanted);
    }

    private static Object[] arguments(ProjectId project, Filter filter) {
        return new Object[] {
            project.value(),
            filter.id().map(WorkflowId::value).orElse(null),
            filter.instance().map(InstanceId::value).orElse(null),
            filter.kind().map(Enum::name).orElse(null),
            filter.phase().map(Enum::name).orElse(null),
            filter.from().orElse(null),
            filter.to().orElse(null)
        };
    }

    /**
     * Which tasks of a project to return; an empty field doesn't restrict them.
     *
     * @param from created at this time or later
     * @param to created at this time or earlier
     */
    public record Filter(
            Optional<WorkflowId> id,
            Optional<InstanceId> instance,
            Optional<ExportKind> kind,
            Optional<Phase> phase,
            Optional<Instant> from,
            Optional<Instant> to) {
        /** The state of a task, as the state database names it. */
        public enum Phase {
            RUNNING,
            SUCCEEDED,
            FAILED
        }
    }
}
