package io.logferry.export;

import io.logferry.id.NodeId;
import io.logferry.id.WorkflowId;
import io.logferry.retry.Patience;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * One run of an export. Each write is a compare-and-set on the run's number: a run that was taken over, such as one whose JVM stalled and then
 * continues beside its successor, writes nothing and gets a {@link SupersededException}.
 */
public final class ExportRun {
    /** Requests to the store that are under way when an export ends have usually arrived by then. */
    static final Duration TIDY_AFTER = Duration.ofMinutes(1);

    private final Jdbi jdbi;
    private final Patience patience;
    private final WorkflowId id;
    private final int attempt;
    private volatile boolean untidy;

    ExportRun(Jdbi jdbi, Patience patience, WorkflowId id, int attempt) {
        this.jdbi = jdbi;
        this.patience = patience;
        this.id = id;
        this.attempt = attempt;
        this.untidy = attempt > 1;
    }

    /** 1 for the first run. */
    public int attempt() {
        return attempt;
    }

    /** The run may leave something in the store that no row mentions: it is searched for after the export has ended. */
    public void mayLeaveSomething() {
        untidy = true;
    }

    /** Fails if this run was taken over. */
    public void check() {
        expectOne(ask(handle -> handle.select(
                        "SELECT count(*) FROM export WHERE workflow_id = ? AND attempt = ? AND state = 'RUNNING'",
                        id.value(),
                        attempt)
                .mapTo(Integer.class)
                .one()));
    }

    public void progress(NodeId node, long plannedBytes, long doneBytes, Instant now) {
        writeFile("planned_bytes = ?, done_bytes = ?, changed_at = ?", node, plannedBytes, doneBytes, now);
    }

    /** @param notes sentences for the caller about the file; the export gets them when it ends */
    public void stored(NodeId node, long size, String sha256, List<String> notes, Instant now) {
        writeFile(
                "state = 'SUCCESS', run = ?, size_bytes = ?, sha256 = ?, notes = ?, changed_at = ?",
                node,
                attempt,
                size,
                sha256,
                notes.toArray(String[]::new),
                now);
    }

    public void failed(NodeId node, String reason, Instant now) {
        writeFile("state = 'FAILED', fail_reason = ?, changed_at = ?", node, reason, now);
    }

    /** Ends the export in success. */
    public void succeeded(Instant now) {
        expectOne(ask(handle -> end(handle, "SUCCEEDED", null, now)));
    }

    /** Ends the export in failure, also for each file that is not complete. */
    public void failed(String reason, Instant now) {
        untidy = true;
        int ended = ask(connection -> connection.inTransaction(handle -> {
            handle.execute("""
                    UPDATE export_file f SET state = 'FAILED', fail_reason = ?, changed_at = ? FROM export e
                     WHERE e.workflow_id = ? AND e.attempt = ? AND e.state = 'RUNNING'
                       AND f.workflow_id = e.workflow_id AND f.state = 'EXPORTING'
                    """, reason, now, id.value(), attempt);
            return end(handle, "FAILED", reason, now);
        }));
        expectOne(ended);
    }

    private int end(Handle handle, String state, @Nullable String reason, Instant now) {
        return handle.execute("""
                UPDATE export e SET state = ?, fail_reason = ?, ended_at = ?, tidy_at = ?,
                       notes = ARRAY(SELECT n.note FROM export_file f, unnest(f.notes) WITH ORDINALITY AS n (note, place)
                                      WHERE f.workflow_id = e.workflow_id ORDER BY f.position, n.place)
                 WHERE workflow_id = ? AND attempt = ? AND state = 'RUNNING'
                """, state, reason, now, untidy ? now.plus(TIDY_AFTER) : null, id.value(), attempt);
    }

    private void writeFile(String assignments, NodeId node, Object... values) {
        Object[] arguments = Arrays.copyOf(values, values.length + 3);
        arguments[values.length] = id.value();
        arguments[values.length + 1] = attempt;
        arguments[values.length + 2] = node.value();
        int written = ask(handle -> handle.execute("UPDATE export_file f SET " + assignments + """
                          FROM export e
                         WHERE e.workflow_id = ? AND e.attempt = ? AND e.state = 'RUNNING'
                           AND f.workflow_id = e.workflow_id AND f.node_id = ?
                        """, arguments));
        expectOne(written);
    }

    private int ask(HandleCallback<Integer, RuntimeException> statement) {
        return StateFault.patiently(patience, () -> jdbi.withHandle(statement));
    }

    private void expectOne(int rows) {
        if (rows != 1) {
            throw new SupersededException(id, attempt);
        }
    }

    /**
     * Another run has taken the export over, or the export has ended: the run that gets this exception stops and leaves nothing behind. It is unchecked
     * so that it reaches the one place that catches it from anywhere in the run.
     */
    public static final class SupersededException extends RuntimeException {
        private final int attempt;

        SupersededException(WorkflowId id, int attempt) {
            super("run " + attempt + " of workflow " + id + " was taken over");
            this.attempt = attempt;
        }

        /** The number of the run that was taken over. */
        public int attempt() {
            return attempt;
        }
    }
}
