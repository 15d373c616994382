package io.logferry.export;

import io.logferry.id.InstanceId;
import io.logferry.id.WorkflowId;
import java.time.Instant;
import java.util.Optional;

/**
 * Which tasks of a project are wanted; an empty field wants all.
 *
 * @param from created then or later
 * @param to created then or earlier
 */
public record TaskFilter(
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
