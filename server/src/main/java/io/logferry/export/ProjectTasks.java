package io.logferry.export;

import io.logferry.id.InstanceId;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The tasks of one project, newest first. */
public final class ProjectTasks {
    private static final String WANTED = """
            project_id = ? AND (CAST(? AS uuid) IS NULL OR workflow_id = ?)
               AND (CAST(? AS text) IS NULL OR instance_id = ?)
               AND (CAST(? AS text) IS NULL OR kind = ?)
               AND (CAST(? AS text) IS NULL OR state = ?)
               AND created_at BETWEEN coalesce(CAST(? AS timestamptz), '-infinity') AND coalesce(CAST(? AS timestamptz), 'infinity')
            """;

    private final Jdbi jdbi;

    public ProjectTasks(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param total how many match, on all pages
     */
    public record Page(List<Export> tasks, int total) {}

    /**
     * @param offset how many to leave out
     * @param limit how many to take at most
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
        @Nullable UUID id = filter.id().map(one -> one.value()).orElse(null);
        @Nullable String instance = filter.instance().map(InstanceId::value).orElse(null);
        @Nullable String kind = filter.kind().map(Enum::name).orElse(null);
        @Nullable String phase = filter.phase().map(Enum::name).orElse(null);
        return new Object[] {
            project.value(),
            id,
            id,
            instance,
            instance,
            kind,
            kind,
            phase,
            phase,
            filter.from().orElse(null),
            filter.to().orElse(null)
        };
    }

    /**
     * Which tasks of a project are wanted; an empty field wants all.
     *
     * @param from created then or later
     * @param to created then or earlier
     */
    public record Filter(
            Optional<WorkflowId> id,
            Optional<InstanceId> instance,
            Optional<ExportKind> kind,
            Optional<Phase> phase,
            Optional<Instant> from,
            Optional<Instant> to) {
        /** How far a task has come, as the state database names it. */
        public enum Phase {
            RUNNING,
            SUCCEEDED,
            FAILED
        }
    }
}
