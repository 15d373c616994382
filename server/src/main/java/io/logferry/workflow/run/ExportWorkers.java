package io.logferry.workflow.run;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.logferry.export.ExportTable;
import io.logferry.export.FailedRuns;
import io.logferry.id.WorkflowId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The workers that run exports: db-scheduler on the state database. An export is enqueued in the transaction that creates it, and the commit
 * wakes a worker. If a replica dies, another one takes over its exports after {@link #HEARTBEAT} × {@link #MISSED_HEARTBEATS} and two checks,
 * which are two heartbeats apart: within 24 s. Projects take turns ({@link ExportTable#insert}). An export that runs again keeps its turn.
 */
public final class ExportWorkers {
    private static final Logger LOG = Logger.getLogger(ExportWorkers.class);

    private static final Duration POLLING = Duration.ofSeconds(2);
    private static final Duration HEARTBEAT = Duration.ofSeconds(3);
    private static final int MISSED_HEARTBEATS = 4;

    /** The service must exit within 10 s of the signal to stop; another replica continues with unfinished exports. */
    private static final Duration SHUTDOWN_WAIT = Duration.ofSeconds(3);

    private static final Duration EXPIRE_EVERY = Duration.ofMinutes(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(3);
    private static final Duration FORGET_CHECKS_AFTER = Duration.ofMinutes(1);
    private static final int MOST_BROKEN_RUNS = 8;
    private static final int MOST_LONE_DEATHS = 3;

    /** Due by any clock; the turns decide which of the due exports starts first. */
    private static final Instant AT_ONCE = Instant.EPOCH;

    private final RunExport runExport;
    private final Jdbi jdbi;
    private final FailedRuns failedRuns;
    private final StateClock clock;
    private final int workers;
    private final Semaphore seats;
    private final Map<WorkflowId, Check> checks = new ConcurrentHashMap<>();
    private final CustomTask<Void> export;
    private final Scheduler scheduler;
    private final ExportCalls calls;

    /** When a silent worker was checked, and the last heartbeat that it had sent by then. */
    private record Check(Instant heartbeat, long nanoTime) {}

    public ExportWorkers(DataSource state, RunExport runExport, ExpireExports expireExports, int workers, Clock clock) {
        this(state, runExport, expireExports, workers, POLLING, clock);
    }

    /** @param polling how often to look for exports whose notification was missed */
    ExportWorkers(
            DataSource state,
            RunExport runExport,
            ExpireExports expireExports,
            int workers,
            Duration polling,
            Clock clock) {
        if (workers < 1) {
            throw new IllegalArgumentException("logferry.export.workers is at least 1");
        }
        this.runExport = runExport;
        this.jdbi = Jdbi.create(state);
        this.failedRuns = new FailedRuns(jdbi);
        this.clock = new StateClock(clock);
        this.workers = workers;
        this.seats = new Semaphore(workers, true);
        this.export = Tasks.custom("export", Void.class)
                .onFailure(this::brokeOff)
                .onDeadExecution(this::takeOver)
                .execute((task, context) -> run(workflowOf(task.getId())));
        RecurringTask<Void> expire = Tasks.recurring("expire-exports", FixedDelay.of(EXPIRE_EVERY))
                .execute((task, context) -> expireExports.run());
        this.scheduler = Scheduler.create(state, export)
                .startTasks(expire)
                .threads(workers)
                .enablePriority()
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(polling)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(SHUTDOWN_WAIT)
                .schedulerName(nameOfReplica())
                .clock(this.clock::now)
                .build();
        this.calls = new ExportCalls(state, this.clock, scheduler::triggerCheckForDueExecutions);
    }

    public void start() {
        scheduler.start();
        calls.start();
    }

    /** The service will stop soon: running exports continue, but this replica starts no more. */
    public void beginNoMore() {
        scheduler.pause();
    }

    /** Running exports get a few seconds to finish; another replica, or this one after its restart, runs the others again. */
    public void stop() {
        scheduler.stop();
        calls.close();
    }

    /**
     * Enqueues an export in the caller's transaction; the commit wakes the workers of all replicas. db-scheduler's client would insert the same
     * row, but over another connection, so not in this transaction.
     */
    public void enqueue(Handle handle, WorkflowId id) {
        handle.execute("""
                INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version, priority)
                SELECT ?, CAST(workflow_id AS text), ?, false, 1, -turn FROM export WHERE workflow_id = ?
                """, export.getName(), AT_ONCE, id.value());
        ExportCalls.call(handle);
    }

    /** How many exports wait for a worker. */
    public int queued() {
        return scheduler.getScheduledExecutionsSummaryByTask().stream()
                .filter(task -> task.taskName().equals(export.getName()))
                .mapToInt(task -> task.instanceCount() - task.runningCount())
                .sum();
    }

    private CompletionHandler<Void> run(WorkflowId id) {
        if (isOfLaterKind(id)) {
            return this::leaveToLaterRelease;
        }
        return switch (runInTurn(id)) {
            case SUCCEEDED, FAILED, SUPERSEDED -> new CompletionHandler.OnCompleteRemove<>();
            case TAKEN_OVER -> this::brokeOff;
            case STOPPED -> this::handOver;
        };
    }

    private boolean isOfLaterKind(WorkflowId id) {
        return jdbi.withHandle(handle -> ExportTable.isOfLaterKind(handle, id));
    }

    /** If replicas may have died because of this export, it waits until this replica runs nothing else, and runs alone. */
    private RunOutcome runInTurn(WorkflowId id) {
        boolean alone = failedRuns.isSuspect(id);
        int taken = alone ? workers : 1;
        try {
            seats.acquire(taken);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return RunOutcome.STOPPED;
        }
        try {
            if (alone) {
                LOG.warnf("replicas died while they ran workflow %s: it runs alone", id);
                failedRuns.runsAlone(id);
            }
            return runExport.run(id);
        } finally {
            seats.release(taken);
        }
    }

    private void handOver(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        LOG.infof("workflow %s is handed over", workflowOf(complete));
        operations.reschedule(complete, AT_ONCE);
    }

    private void leaveToLaterRelease(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        LOG.infof("workflow %s needs a replica of a later release, which knows its kind", workflowOf(complete));
        operations.reschedule(complete, clock.now().plus(RETRY_AFTER));
    }

    private void brokeOff(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        WorkflowId id = workflowOf(complete);
        LOG.warnf(complete.getCause().orElse(null), "workflow %s did not end", id);
        int broken = failedRuns.brokeOff(id);
        if (broken >= MOST_BROKEN_RUNS) {
            giveUp(id, operations, "The export failed after %d attempts.".formatted(broken));
        } else {
            operations.reschedule(complete, clock.now().plus(RETRY_AFTER));
        }
    }

    /**
     * The export's worker is silent. While the state database is away, all workers are silent, so one check is not enough: a worker died with
     * its replica if it has sent no heartbeat until the next check. Then the export runs again, in its turn.
     */
    private void takeOver(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        WorkflowId id = workflowOf(complete);
        Instant heartbeat = Objects.requireNonNullElse(complete.getExecution().lastHeartbeat, Instant.EPOCH);
        long now = System.nanoTime();
        checks.values().removeIf(check -> now - check.nanoTime() > FORGET_CHECKS_AFTER.toNanos());
        Check before = checks.put(id, new Check(heartbeat, now));
        if (before == null || !before.heartbeat().equals(heartbeat) || isOfLaterKind(id)) {
            return;
        }
        LOG.warnf("the replica that ran workflow %s is gone", id);
        int deaths = failedRuns.died(id);
        if (deaths >= MOST_LONE_DEATHS) {
            String why = "The service ended unexpectedly %d times while it ran only this export.".formatted(deaths);
            giveUp(id, operations, why);
            return;
        }
        operations.reschedule(complete, AT_ONCE);
        scheduler.triggerCheckForDueExecutions();
    }

    /**
     * If the service stops meanwhile, or another run has taken the export over, the task stays: the next replica finds it silent and decides
     * again. Without its task the export would never end.
     */
    private void giveUp(WorkflowId id, ExecutionOperations<Void> operations, String why) {
        RunOutcome outcome = runExport.giveUp(id, why + " Contact the operator; the service log has the cause.");
        if (outcome != RunOutcome.STOPPED && outcome != RunOutcome.TAKEN_OVER) {
            operations.remove();
        }
    }

    private static WorkflowId workflowOf(ExecutionComplete complete) {
        return workflowOf(complete.getExecution().taskInstance.getId());
    }

    private static WorkflowId workflowOf(String taskInstance) {
        return new WorkflowId(UUID.fromString(taskInstance));
    }

    /** Unique for each start, so that a replica that was restarted is not the one that died. db-scheduler keeps the first 50 characters. */
    private static SchedulerName nameOfReplica() {
        String random = UUID.randomUUID().toString().substring(0, 8);
        String host = new SchedulerName.Hostname().getName();
        return new SchedulerName.Fixed(random + "-" + ProcessHandle.current().pid() + "-" + host);
    }
}
