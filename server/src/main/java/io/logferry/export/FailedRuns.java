package io.logferry.export;

import io.logferry.id.WorkflowId;
import org.jdbi.v3.core.Jdbi;

/**
 * Counts the runs of an export that broke off or whose replica died. A replica may die because of one of the exports that it runs, such as one whose
 * node fills the memory, and nobody knows which one. So an export runs alone after {@link #SUSPECT_AFTER} deaths of its replicas, and only deaths of a
 * replica that ran nothing else count against it.
 */
public final class FailedRuns {
    /** Deaths of replicas that ran it, also beside others. */
    static final int SUSPECT_AFTER = 2;

    private final Jdbi jdbi;

    public FailedRuns(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A worker has picked the export, but does not run it yet. Returns whether it must run alone. */
    public boolean isSuspect(WorkflowId id) {
        return count("UPDATE export SET alone = false WHERE workflow_id = ? RETURNING deaths", id) >= SUSPECT_AFTER;
    }

    /** The run that begins now is the only one of its replica until it ends. */
    public void runsAlone(WorkflowId id) {
        count("UPDATE export SET alone = true WHERE workflow_id = ? RETURNING deaths", id);
    }

    /** The replica that ran the export has died. Returns how many replicas have died that ran nothing else. */
    public int died(WorkflowId id) {
        return count("""
                UPDATE export SET deaths = deaths + 1, lone_deaths = lone_deaths + CASE WHEN alone THEN 1 ELSE 0 END, alone = false
                 WHERE workflow_id = ? RETURNING lone_deaths
                """, id);
    }

    /** A run broke off by a fault of the service. Returns how many runs have. */
    public int brokeOff(WorkflowId id) {
        return count("UPDATE export SET failed_runs = failed_runs + 1 WHERE workflow_id = ? RETURNING failed_runs", id);
    }

    /** 0 if the export was deleted. */
    private int count(String statement, WorkflowId id) {
        return jdbi.withHandle(handle -> handle.select(statement, id.value())
                .mapTo(Integer.class)
                .findFirst()
                .orElse(0));
    }
}
