package io.logferry.wiring;

import io.logferry.export.ExportTable;
import io.logferry.export.ProjectTasks;
import io.logferry.export.RetentionRules;
import io.logferry.health.InstanceHealth;
import io.logferry.instance.Inventory;
import io.logferry.link.LinkIssuer;
import io.logferry.retry.Patience;
import io.logferry.source.LogSource;
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

/** From the export table to the workers. */
@ApplicationScoped
class WorkflowWiring {
    /** Once a newer export of the same request is there, an older one's files go that long after its last link has expired. */
    private static final Duration SUPERSEDED_FOR = Duration.ofHours(1);

    /** Each node's copy has some 8 MiB of buffers, beside the parts on their way to S3: with so many the memory of deploy/jvm.options is enough. */
    private static final int NODES_AT_ONCE = 32;

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
                .description("Exports that wait for a worker, of all replicas together")
                .register(registry);
        workers.start();
    }

    /** When readiness goes down, before the delay. */
    void prepareToStop(@Observes ShutdownDelayInitiatedEvent event, ExportWorkers workers) {
        workers.beginNoMore();
    }

    void stop(@Observes ShutdownEvent event, ExportWorkers workers, ExpireExports expire) {
        workers.stop();
        expire.close();
    }
}
