package io.logferry.workflow;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.logferry.export.ExportTable;
import io.logferry.id.WorkflowId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/**
 * Who runs exports: db-scheduler's workers on the state database. An export is enqueued in the transaction that creates it and its worker is
 * woken after the commit; one whose worker died is taken over within {@link #HEARTBEAT} × {@link #MISSED_HEARTBEATS}, plus two heartbeats
 * until the death is noticed: 24 s. Projects take turns ({@link ExportTable#insert}), and whatever happens to an export, it keeps its turn.
 */
public final class ExportWorkers {
    private static final Logger LOG = Logger.getLogger(ExportWorkers.class);

    private static final Duration POLLING = Duration.ofSeconds(2);
    private static final Duration HEARTBEAT = Duration.ofSeconds(4);
    private static final int MISSED_HEARTBEATS = 4;

    /** The service must be gone 10 s after it was told to stop; what isn't finished by then is handed over. */
    private static final Duration SHUTDOWN_WAIT = Duration.ofSeconds(3);

    private static final Duration EXPIRE_EVERY = Duration.ofMinutes(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(3);
    private static final int MAX_RUNS = 8;

    private final RunExport runExport;
    private final Clock clock;
    private final OneTimeTask<Void> export;
    private final Scheduler scheduler;
    private final ExportCalls calls;

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
        this.clock = clock;
        this.export = Tasks.oneTime("export")
                .onFailure(this::runAgain)
                .onDeadExecution(this::takeOver)
                .execute((task, context) -> runExport.run(workflowOf(task.getId())));
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
                .schedulerName(new ReplicaName())
                .clock(clock::instant)
                .build();
        this.calls = new ExportCalls(state, scheduler::triggerCheckForDueExecutions);
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
    void enqueue(Handle handle, WorkflowId id, Instant now) {
        SchedulerClient.Builder.create(new OneConnection(handle.getConnection()), export)
                .enablePriority()
                .build()
                .schedule(
                        export.instanceBuilder(id.toString())
                                .priority(-ExportTable.turn(handle, id))
                                .build(),
                        now);
        ExportCalls.call(handle);
    }

    /** An export was enqueued and committed: a worker of this replica picks it up now; the others hear of it by themselves. */
    void wake() {
        scheduler.triggerCheckForDueExecutions();
    }

    /** How many exports wait for a worker. */
    public int queued() {
        return scheduler.getScheduledExecutionsSummaryByTask().stream()
                .filter(task -> task.taskName().equals(export.getName()))
                .mapToInt(task -> task.instanceCount() - task.runningCount())
                .sum();
    }

    private void runAgain(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        WorkflowId id = workflowOf(complete);
        if (wasStopped(complete)) {
            LOG.infof("workflow %s is handed over", id);
            operations.reschedule(complete, clock.instant());
            return;
        }
        LOG.warnf(complete.getCause().orElse(null), "workflow %s did not come to its end", id);
        runAt(clock.instant().plus(RETRY_AFTER), complete, operations);
    }

    /** Its worker died with its replica: it is begun anew at the place in the queue that it had, before all that came after it. */
    private void takeOver(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        LOG.warnf("the replica that ran workflow %s is gone", workflowOf(complete));
        runAt(complete.getExecution().executionTime, complete, operations);
        wake();
    }

    private void runAt(Instant time, ExecutionComplete complete, ExecutionOperations<Void> operations) {
        WorkflowId id = workflowOf(complete);
        int runs = complete.getExecution().consecutiveFailures + 1;
        if (runs >= MAX_RUNS) {
            runExport.giveUp(id, runs);
            operations.remove();
            return;
        }
        LOG.infof("workflow %s is run again", id);
        operations.reschedule(complete, time);
    }

    private static WorkflowId workflowOf(ExecutionComplete complete) {
        return workflowOf(complete.getExecution().taskInstance.getId());
    }

    private static boolean wasStopped(ExecutionComplete complete) {
        return complete.getCause()
                .filter(RunExport.StoppedException.class::isInstance)
                .isPresent();
    }

    private static WorkflowId workflowOf(String taskInstance) {
        return new WorkflowId(UUID.fromString(taskInstance));
    }

    /** Unique for each start: a replica that was restarted is not the one that died. */
    private static final class ReplicaName implements SchedulerName {
        private final String name = host() + "-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);

        @Override
        public String getName() {
            return name;
        }

        private static String host() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                LOG.debug("this host has no name", e);
                return "replica";
            }
        }
    }
}
