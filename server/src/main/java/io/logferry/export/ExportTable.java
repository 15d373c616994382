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

/** The exports in the state database, for requests and for their expiry. A worker writes through {@link ExportRun}. */
public final class ExportTable {
    /** An object store refuses a request that was signed longer ago, so nothing arrives later. */
    private static final Duration TIDY_FOR = Duration.ofHours(1);

    /**
     * A replica of an older release, during a rolling upgrade, signs links without writing how long they live. No release signs for longer than 7
     * days.
     */
    private static final String LINKS_LIVE_UNTIL = "greatest(links_live_until, signed_at + interval '7 days')";

    private final Jdbi jdbi;
    private final Patience patience;

    /** Its runs fail at the first fault of the database. */
    public ExportTable(Jdbi jdbi) {
        this(jdbi, Patience.NONE);
    }

    /** @param patience how long a run waits for the database; requests fail at once */
    public ExportTable(Jdbi jdbi, Patience patience) {
        this.jdbi = jdbi;
        this.patience = patience;
    }

    /** The newest export of the instance for the request. */
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
     * Locks the request of the instance, on all replicas, until the transaction ends: so the next caller sees the export that this caller may
     * create.
     */
    public void lock(Handle handle, InstanceId instance, ExportRequest request) {
        lock(handle, instance + "/" + ExportRequestText.of(request));
    }

    private static void lock(Handle handle, String name) {
        handle.select("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", name)
                .mapToMap()
                .list();
    }

    /**
     * Inserts a new, running export. Of the exports that wait, the one with the lowest turn starts first. Its turn is after the turn of the export that was started last, and two after the turn of the project's last
     * export: so another project's first export goes before all but one of the exports that wait.
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
     * Records that the export's result was delivered, and how long the links live that were signed for it.
     *
     * @param linksLiveUntil when the last of them expires; empty if there are none
     * @return whether links may be handed out: false if the files were withdrawn
     */
    public boolean deliver(WorkflowId id, Instant now, Optional<Instant> linksLiveUntil) {
        return jdbi.withHandle(handle -> handle.execute("""
                        UPDATE export SET delivered_at = coalesce(delivered_at, ?), links_live_until = greatest(links_live_until, ?)
                         WHERE workflow_id = ? AND withdrawn_at IS NULL AND state <> 'RUNNING'
                        """, now, linksLiveUntil.orElse(null), id.value()) == 1);
    }

    /** Begins a run: from now on no earlier run of the export can write. Empty if the export has ended. */
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

    /** Ended exports whose files may be removed by the rules, or were withdrawn but not removed because of a crash. */
    public List<Export> expired(RetentionRules rules, Instant now) {
        Instant linksAreDead = RetentionRules.linksAreDeadThatLivedUntil(now);
        return jdbi.withHandle(handle -> ExportRows.query(
                handle,
                ExportRows.SELECT + """
                         WHERE e.workflow_id IN (
                               SELECT old.workflow_id FROM export old
                                WHERE %2$s AND old.state <> 'RUNNING' AND old.removed_at IS NULL
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
                        """.formatted(LINKS_LIVE_UNTIL, ExportRows.KNOWN_KIND),
                linksAreDead,
                now.minus(rules.retention()),
                linksAreDead.minus(rules.superseded())));
    }

    /**
     * From now on no link of the export is handed out. Does nothing if a link that was signed may still be valid.
     *
     * @return whether the files may be removed
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

    /** The files are removed. */
    public void removed(WorkflowId id, Instant now) {
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE export SET removed_at = ? WHERE workflow_id = ? AND withdrawn_at IS NOT NULL",
                now,
                id.value()));
    }

    /**
     * Ended exports whose leftovers in the store are due to be removed, which happens a few times within the first hour. A due time that is further
     * away was written before the clock was set back, so it counts as due.
     */
    public List<Export> untidy(Instant now) {
        return jdbi.withHandle(handle -> ExportRows.query(
                handle, ExportRows.SELECT + """
                         WHERE e.workflow_id IN (
                               SELECT workflow_id FROM export
                                WHERE %s AND tidy_at NOT BETWEEN CAST(? AS timestamptz) AND ? AND state <> 'RUNNING'
                                ORDER BY tidy_at LIMIT 1000)
                         ORDER BY e.workflow_id, f.position
                        """.formatted(ExportRows.KNOWN_KIND), now, now.plus(TIDY_FOR)));
    }

    /** The leftovers that had arrived were removed. The next time is as far in the future as the export's end is in the past. */
    public void tidied(WorkflowId id, Instant now) {
        jdbi.useHandle(handle ->
                handle.execute("""
                UPDATE export SET tidy_at = CASE WHEN CAST(? AS timestamptz) - ended_at BETWEEN '0' AND CAST(? AS interval)
                                                 THEN CAST(? AS timestamptz) + greatest(CAST(? AS timestamptz) - ended_at, CAST(? AS interval)) END
                 WHERE workflow_id = ?
                """, now, TIDY_FOR.toString(), now, now, ExportRun.TIDY_AFTER.toString(), id.value()));
    }

    /** Deletes exports that were created before this time and whose files are removed. Returns how many. */
    public int forget(Instant createdBefore) {
        return jdbi.withHandle(handle -> handle.execute(
                "DELETE FROM export WHERE " + ExportRows.KNOWN_KIND + " AND created_at < ? AND removed_at IS NOT NULL",
                createdBefore));
    }

    /** Whether only a later release knows the kind of the export: this replica leaves such an export alone. */
    public static boolean isOfLaterKind(Handle handle, WorkflowId id) {
        return handle.select(
                                "SELECT count(*) FROM export WHERE workflow_id = ? AND NOT " + ExportRows.KNOWN_KIND,
                                id.value())
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }
}
