package io.logferry.workflow.run;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.logferry.export.ExportTable;
import io.logferry.export.FailedRuns;
import io.logferry.id.WorkflowId;
import java.net.InetAddress;
import java.net.UnknownHostException;
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
 * Who runs exports: db-scheduler's workers on the state database. An export is enqueued in the transaction that creates it and its worker is
 * woken after the commit; one whose worker died is taken over within {@link #HEARTBEAT} × {@link #MISSED_HEARTBEATS}, plus two looks, each two
 * heartbeats after the other: 24 s. Projects take turns ({@link ExportTable#insert}), and whatever happens to an export, it keeps its turn.
 */
public final class ExportWorkers {
    private static final Logger LOG = Logger.getLogger(ExportWorkers.class);

    private static final Duration POLLING = Duration.ofSeconds(2);
    private static final Duration HEARTBEAT = Duration.ofSeconds(3);
    private static final int MISSED_HEARTBEATS = 4;

    /** The service must be gone 10 s after it was told to stop; what isn't finished by then is handed over. */
    private static final Duration SHUTDOWN_WAIT = Duration.ofSeconds(3);

    private static final Duration EXPIRE_EVERY = Duration.ofMinutes(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(3);
    private static final Duration FORGET_LOOKS_AFTER = Duration.ofMinutes(1);
    private static final int MOST_BROKEN_RUNS = 8;
    private static final int MOST_LONE_DEATHS = 3;

    /** Due whatever a clock says; which of those that are due comes first, their turns tell. */
    private static final Instant AT_ONCE = Instant.EPOCH;

    private final RunExport runExport;
    private final FailedRuns failedRuns;
    private final StateClock clock;
    private final int workers;
    private final Semaphore seats;
    private final Map<String, Look> looks = new ConcurrentHashMap<>();
    private final CustomTask<Void> export;
    private final Scheduler scheduler;
    private final ExportCalls calls;

    /** At a worker that is silent, and when its last sign of life was. */
    private record Look(Instant heartbeat, long nanoTime) {}

    public ExportWorkers(DataSource state, RunExport runExport, ExpireExports expireExports, int workers, Clock clock) {
        this(state, runExport, expireExports, workers, POLLING, clock);
    }

    /** @param polling after so long exports are found of which nobody told */
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
        this.failedRuns = new FailedRuns(Jdbi.create(state));
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

    /** The service will stop soon: running exports go on, but none is begun any more; that is the other replicas'. */
    public void beginNoMore() {
        scheduler.pause();
    }

    /** Running exports get a few seconds to finish; then they are handed over, to another replica or to the next start. */
    public void stop() {
        scheduler.stop();
        calls.close();
    }

    /** Enqueues an export in the caller's own transaction: it is there for the workers exactly when the export itself is. */
    public void enqueue(Handle handle, WorkflowId id) {
        SchedulerClient.Builder.create(new OneConnection(handle.getConnection()), export)
                .enablePriority()
                .build()
                .schedule(
                        export.instanceBuilder(id.toString())
                                .priority(-ExportTable.turn(handle, id))
                                .build(),
                        AT_ONCE);
        ExportCalls.call(handle);
    }

    /** An export was enqueued and committed: a worker of this replica picks it up now; the others hear of it by themselves. */
    public void wake() {
        scheduler.triggerCheckForDueExecutions();
    }

    /** How many exports wait for a worker. */
    public int queued() {
        return scheduler.getScheduledExecutionsSummaryByTask().stream()
                .filter(task -> task.taskName().equals(export.getName()))
                .mapToInt(task -> task.instanceCount() - task.runningCount())
                .sum();
    }

    private CompletionHandler<Void> run(WorkflowId id) {
        return switch (runInTurn(id)) {
            case SUCCEEDED, FAILED, SUPERSEDED -> new CompletionHandler.OnCompleteRemove<>();
            case TAKEN_OVER -> this::brokeOff;
            case STOPPED -> this::handOver;
        };
    }

    /** One that replicas died of, perhaps, waits until this replica runs nothing else, and lets nothing else begin. */
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
                LOG.warnf("replicas died while they ran workflow %s: it is run alone", id);
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

    private void brokeOff(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        WorkflowId id = workflowOf(complete);
        LOG.warnf(complete.getCause().orElse(null), "workflow %s did not come to its end", id);
        int broken = failedRuns.brokeOff(id);
        if (broken >= MOST_BROKEN_RUNS) {
            giveUp(id, operations, "The export failed after %d attempts.".formatted(broken));
        } else {
            operations.reschedule(complete, clock.now().plus(RETRY_AFTER));
        }
    }

    /**
     * Its worker is silent. Where the state database was away, all are, so one look is not enough: only a worker that is as silent at the next
     * look died with its replica. Then the export is begun anew, in its turn.
     */
    private void takeOver(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        Execution execution = complete.getExecution();
        Instant heartbeat = Objects.requireNonNullElse(execution.lastHeartbeat, Instant.EPOCH);
        long now = System.nanoTime();
        looks.values().removeIf(look -> now - look.nanoTime() > FORGET_LOOKS_AFTER.toNanos());
        Look before = looks.put(execution.taskInstance.getId(), new Look(heartbeat, now));
        if (before == null || !before.heartbeat().equals(heartbeat)) {
            return;
        }
        WorkflowId id = workflowOf(complete);
        LOG.warnf("the replica that ran workflow %s is gone", id);
        int deaths = failedRuns.died(id);
        if (deaths >= MOST_LONE_DEATHS) {
            String why = "The service ended unexpectedly %d times while it ran only this export.".formatted(deaths);
            giveUp(id, operations, why);
            return;
        }
        operations.reschedule(complete, AT_ONCE);
        wake();
    }

    /**
     * If the service stops meanwhile, or another run has the export now, the task stays: the next replica finds it silent and decides again. Without
     * its task the export would never end.
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

    /** Unique for each start: a replica that was restarted is not the one that died. */
    private static SchedulerName nameOfReplica() {
        String name = "replica";
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.debug("this host has no name", e);
        }
        String random = UUID.randomUUID().toString().substring(0, 8);
        return new SchedulerName.Fixed(name + "-" + ProcessHandle.current().pid() + "-" + random);
    }
}
