package io.logferry.export;

import io.logferry.id.InstanceId;
import io.logferry.id.WorkflowId;
import io.logferry.retry.Patience;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Exports as the state database keeps them, for those who ask and for those who expire them. A worker writes through {@link ExportRun}. */
public final class ExportTable {
    /** Nothing arrives at a store later than that after it was sent: what is older a store refuses by its signature. */
    private static final Duration TIDY_FOR = Duration.ofHours(1);

    /**
     * An older release signs links without writing how long they live; it still may while replicas are replaced one by one. No release signs for
     * longer than 7 days.
     */
    private static final String LINKS_LIVE_UNTIL = "greatest(links_live_until, signed_at + interval '7 days')";

    private final Jdbi jdbi;
    private final Patience patience;

    /** One whose runs fail at the first fault of the database. */
    public ExportTable(Jdbi jdbi) {
        this(jdbi, Patience.NONE);
    }

    /** @param patience how long a run waits for the database; those who ask are told at once */
    public ExportTable(Jdbi jdbi, Patience patience) {
        this.jdbi = jdbi;
        this.patience = patience;
    }

    /** The newest export of that request of that instance. */
    public Optional<Export> latest(InstanceId instance, ExportRequest request) {
        return jdbi.withHandle(handle -> latest(handle, instance, request));
    }

    /** The same within a transaction. */
    public Optional<Export> latest(Handle handle, InstanceId instance, ExportRequest request) {
        return ExportRows.query(
                        handle,
                        ExportRows.SELECT + """
                                 WHERE e.workflow_id = (
                                       SELECT workflow_id FROM export WHERE instance_id = ? AND kind = ? AND request = ?
                                        ORDER BY created_at DESC, workflow_id LIMIT 1)
                                 ORDER BY f.position
                                """,
                        instance.value(),
                        request.kind().name(),
                        ExportRequestText.of(request))
                .stream()
                .findFirst();
    }

    public Optional<Export> find(WorkflowId id) {
        return jdbi
                .withHandle(handle -> ExportRows.query(
                        handle, ExportRows.SELECT + " WHERE e.workflow_id = ? ORDER BY f.position", id.value()))
                .stream()
                .findFirst();
    }

    /**
     * Lets one caller after the other decide about that request of that instance, on every replica, until the transaction ends: between two
     * of them an export may be made, run and finish, and the second must see it.
     */
    public void lock(Handle handle, InstanceId instance, ExportRequest request) {
        lock(handle, instance + "/" + ExportRequestText.of(request));
    }

    private static void lock(Handle handle, String name) {
        handle.select("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", name)
                .mapToMap()
                .list();
    }

    /** Which export is begun first, of those that wait: the one with the lowest. */
    public static int turn(Handle handle, WorkflowId id) {
        return handle.select("SELECT turn FROM export WHERE workflow_id = ?", id.value())
                .mapTo(Integer.class)
                .one();
    }

    /**
     * Writes a new, running export. Its turn comes after that of what was begun last, and two after that of its project's last one: however many
     * a project asks for, the first of another goes before all of them but one.
     */
    public void insert(Handle handle, Export export) {
        lock(handle, "turn/" + export.project());
        handle.execute(
                """
                INSERT INTO export (workflow_id, project_id, instance_id, instance_name, kind, request, state, created_at, turn)
                SELECT ?, ?, ?, ?, ?, ?, 'RUNNING', ?, greatest(
                       coalesce((SELECT max(turn) FROM export WHERE state = 'RUNNING' AND attempt > 0) + 1, 0),
                       coalesce((SELECT min(turn) FROM export WHERE state = 'RUNNING' AND attempt = 0) - 1, 0),
                       coalesce((SELECT max(turn) FROM export WHERE state = 'RUNNING' AND project_id = ?) + 2, 0))
                """,
                export.id().value(),
                export.project().value(),
                export.instance().value(),
                export.instanceName(),
                export.request().kind().name(),
                ExportRequestText.of(export.request()),
                export.createdAt(),
                export.project().value());
        int position = 0;
        for (ExportFile file : export.files()) {
            handle.execute(
                    """
                    INSERT INTO export_file (workflow_id, position, node_id, node_name, file_name, state, changed_at)
                    VALUES (?, ?, ?, ?, ?, 'EXPORTING', ?)
                    """,
                    export.id().value(),
                    position++,
                    file.node().value(),
                    file.nodeName(),
                    file.fileName(),
                    export.createdAt());
        }
    }

    /**
     * Notes that a caller is told how the export ended, and how long the links live that were signed for that.
     *
     * @param linksLiveUntil when the last of them expires; empty where there are none
     * @return whether links may be handed out: false once its files were withdrawn
     */
    public boolean deliver(WorkflowId id, Instant now, Optional<Instant> linksLiveUntil) {
        return jdbi.withHandle(handle -> handle.execute("""
                        UPDATE export SET delivered_at = coalesce(delivered_at, ?), links_live_until = greatest(links_live_until, ?)
                         WHERE workflow_id = ? AND withdrawn_at IS NULL AND state <> 'RUNNING'
                        """, now, linksLiveUntil.orElse(null), id.value()) == 1);
    }

    /** A run of a worker begins: from now on no earlier run of this export can write. Empty where it has ended already. */
    public Optional<ExportRun> beginRun(WorkflowId id) {
        return StateFault.patiently(
                patience,
                () -> jdbi.withHandle(handle -> handle.select("""
                        UPDATE export SET attempt = attempt + 1
                         WHERE workflow_id = ? AND state = 'RUNNING' RETURNING attempt
                        """, id.value())
                        .mapTo(Integer.class)
                        .findFirst()
                        .map(attempt -> new ExportRun(jdbi, patience, id, attempt))));
    }

    /** Ended exports whose files may go by the rules, and those whose files were withdrawn but not removed (a crash came between). */
    public List<Export> expired(RetentionRules rules, Instant now) {
        Instant linksAreDead = RetentionRules.linksAreDeadThatLivedUntil(now);
        return jdbi.withHandle(handle -> ExportRows.query(
                handle,
                ExportRows.SELECT + """
                         WHERE e.workflow_id IN (
                               SELECT old.workflow_id FROM export old
                                WHERE old.state <> 'RUNNING' AND old.removed_at IS NULL
                                  AND (old.withdrawn_at IS NOT NULL
                                       OR coalesce(%1$s, '-infinity') < ?
                                          AND (old.ended_at < ?
                                               OR coalesce(%1$s, old.ended_at) < ? AND EXISTS (
                                                   SELECT FROM export newer
                                                    WHERE newer.instance_id = old.instance_id AND newer.kind = old.kind
                                                      AND newer.request = old.request
                                                      AND newer.created_at > old.created_at AND newer.state = 'SUCCEEDED')))
                                ORDER BY old.ended_at, old.workflow_id LIMIT 1000)
                         ORDER BY e.ended_at, e.workflow_id, f.position
                        """.formatted(LINKS_LIVE_UNTIL),
                linksAreDead,
                now.minus(rules.retention()),
                linksAreDead.minus(rules.superseded())));
    }

    /**
     * From now on no link of that export is handed out, unless one that was signed may still be alive.
     *
     * @return whether its files may be removed
     */
    public boolean withdraw(WorkflowId id, Instant now) {
        return jdbi.withHandle(handle -> handle.execute(
                        """
                        UPDATE export SET withdrawn_at = coalesce(withdrawn_at, ?)
                         WHERE workflow_id = ? AND state <> 'RUNNING'
                           AND (withdrawn_at IS NOT NULL OR coalesce(%s, '-infinity') < ?)
                        """.formatted(LINKS_LIVE_UNTIL),
                        now,
                        id.value(),
                        RetentionRules.linksAreDeadThatLivedUntil(now))
                == 1);
    }

    /** Its files are gone. */
    public void removed(WorkflowId id, Instant now) {
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE export SET removed_at = ? WHERE workflow_id = ? AND withdrawn_at IS NOT NULL",
                now,
                id.value()));
    }

    /**
     * Ended exports for whose leftovers it is time to look in the store, a few times within the first hour. A time that is further away than
     * that was written by a clock that has been set back since.
     */
    public List<Export> untidy(Instant now) {
        return jdbi.withHandle(handle -> ExportRows.query(handle, ExportRows.SELECT + """
                         WHERE e.workflow_id IN (
                               SELECT workflow_id FROM export
                                WHERE tidy_at NOT BETWEEN CAST(? AS timestamptz) AND ? AND state <> 'RUNNING'
                                ORDER BY tidy_at LIMIT 1000)
                         ORDER BY e.workflow_id, f.position
                        """, now, now.plus(TIDY_FOR)));
    }

    /** Its leftovers were removed, as far as there were any yet: the next time is as far away as the export's end is now. */
    public void tidied(WorkflowId id, Instant now) {
        jdbi.useHandle(handle ->
                handle.execute("""
                UPDATE export SET tidy_at = CASE WHEN CAST(? AS timestamptz) - ended_at BETWEEN '0' AND CAST(? AS interval)
                                                 THEN CAST(? AS timestamptz) + greatest(CAST(? AS timestamptz) - ended_at, CAST(? AS interval)) END
                 WHERE workflow_id = ?
                """, now, TIDY_FOR.toString(), now, now, ExportRun.TIDY_AFTER.toString(), id.value()));
    }

    /** Forgets tasks that were created before then and whose files are gone. */
    public int forget(Instant createdBefore) {
        return jdbi.withHandle(handle ->
                handle.execute("DELETE FROM export WHERE created_at < ? AND removed_at IS NOT NULL", createdBefore));
    }
}
