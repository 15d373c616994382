package io.logferry.wiring;

import io.logferry.export.ExportTable;
import io.logferry.export.ProjectTasks;
import io.logferry.export.RetentionRules;
import io.logferry.health.InstanceHealth;
import io.logferry.instance.Inventory;
import io.logferry.link.LinkIssuer;
import io.logferry.retry.Patience;
import io.logferry.source.LogSource;
import io.logferry.source.node.NodeLogSource;
import io.logferry.store.LogStore;
import io.logferry.workflow.request.ExportCurrency;
import io.logferry.workflow.request.RequestDownload;
import io.logferry.workflow.run.ExpireExports;
import io.logferry.workflow.run.ExportMetrics;
import io.logferry.workflow.run.ExportWorkers;
import io.logferry.workflow.run.RunExport;
import io.logferry.workflow.search.ReadErrorLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** The log source, the export table, and the workers. */
@ApplicationScoped
class WorkflowWiring {
    /** If there is a newer export for the same request, the files of the older one are deleted this long after its last link has expired. */
    private static final Duration SUPERSEDED_FOR = Duration.ofHours(1);

    /** Each copy has about 8 MiB of buffers, and S3 needs memory for parts: the memory of deploy/jvm.options is enough for this many. */
    private static final int NODES_AT_ONCE = 32;

    @Produces
    @Singleton
    LogSource logSource(LogferryConfig config, Patience patience, Jdbi state, Clock clock) {
        LogSource.Limits limits =
                new LogSource.Limits(config.export().maxAge(), config.export().maxRate());
        return new NodeLogSource(limits, patience, clock, state);
    }

    @Produces
    @Singleton
    ExportTable exportTable(Jdbi jdbi, Patience patience) {
        return new ExportTable(jdbi, patience);
    }

    @Produces
    @Singleton
    ProjectTasks projectTasks(Jdbi jdbi) {
        return new ProjectTasks(jdbi);
    }

    @Produces
    @Singleton
    InstanceHealth instanceHealth(LogSource source, Inventory inventory, Clock clock) {
        return new InstanceHealth(source, inventory, clock);
    }

    void close(@Disposes InstanceHealth health) {
        health.close();
    }

    @Produces
    @Singleton
    ExportMetrics exportMetrics(MeterRegistry registry) {
        return new ExportMetrics(registry);
    }

    @Produces
    @Singleton
    ExpireExports expireExports(ExportTable exports, LogStore store, LogferryConfig config, Clock clock) {
        RetentionRules rules = new RetentionRules(config.export().retention(), SUPERSEDED_FOR);
        return new ExpireExports(exports, store, rules, clock);
    }

    @Produces
    @Singleton
    ExportWorkers exportWorkers(
            DataSource state,
            ExportTable exports,
            Inventory inventory,
            LogSource source,
            LogStore store,
            InstanceHealth health,
            ExpireExports expire,
            ExportMetrics metrics,
            LogferryConfig config,
            Clock clock) {
        RunExport.Limits limits =
                new RunExport.Limits(NODES_AT_ONCE, config.export().maxSize());
        RunExport run = new RunExport(exports, inventory, source, store, health, metrics, limits, clock);
        return new ExportWorkers(state, run, expire, config.export().workers(), clock);
    }

    @Produces
    @Singleton
    RequestDownload requestDownload(
            Jdbi jdbi,
            ExportTable exports,
            ExportWorkers workers,
            InstanceHealth health,
            LinkIssuer links,
            LogferryConfig config,
            Clock clock) {
        ExportCurrency currency = new ExportCurrency(config.export().reuseFor());
        return new RequestDownload(jdbi, exports, workers, health, links, currency, clock);
    }

    @Produces
    @Singleton
    ReadErrorLog readErrorLog(LogSource source, InstanceHealth health, Clock clock) {
        return new ReadErrorLog(source, health, clock);
    }

    void close(@Disposes ReadErrorLog readErrorLog) {
        readErrorLog.close();
    }

    void start(@Observes StartupEvent event, ExportWorkers workers, MeterRegistry registry) {
        Gauge.builder("logferry.exports.queued", workers::queued)
                .description("Exports that wait for a worker, in all replicas")
                .register(registry);
        workers.start();
    }

    /** Called when readiness fails, before the shutdown delay. */
    void prepareToStop(@Observes ShutdownDelayInitiatedEvent event, ExportWorkers workers) {
        workers.beginNoMore();
    }

    void stop(@Observes ShutdownEvent event, ExportWorkers workers, ExpireExports expire) {
        workers.stop();
        expire.close();
    }
}
