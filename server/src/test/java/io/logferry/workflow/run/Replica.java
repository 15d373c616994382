package io.logferry.workflow.run;

import io.logferry.embedded.TestPostgres;
import io.logferry.export.ExportTable;
import io.logferry.export.RetentionRules;
import io.logferry.health.InstanceHealth;
import io.logferry.instance.Fleet;
import io.logferry.instance.Instance;
import io.logferry.source.LogSource;
import io.logferry.store.LogStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** What one replica runs exports with. Replicas on the same state database work together. */
public record Replica(
        TestPostgres.Database state,
        LogSource source,
        InstanceHealth health,
        LogStore store,
        List<Instance> instances,
        Clock clock) {
    static final RetentionRules RULES = new RetentionRules(Duration.ofDays(1), Duration.ofHours(1));

    /** Copies at most 4 nodes at once, and exports of any size. */
    RunExport runExport() {
        return runExport(new RunExport.Limits(4, OptionalLong.empty()));
    }

    RunExport runExport(RunExport.Limits limits) {
        ExportMetrics metrics = new ExportMetrics(new SimpleMeterRegistry());
        return new RunExport(exports(), new Fleet(List.of(), instances), source, store, health, metrics, limits, clock);
    }

    /** Its workers poll as often as those of the service. */
    public ExportWorkers workers(int count) {
        return new ExportWorkers(state.dataSource(), runExport(), expire(), count, clock);
    }

    ExportWorkers workers(int count, Duration polling) {
        return new ExportWorkers(state.dataSource(), runExport(), expire(), count, polling, clock);
    }

    private ExpireExports expire() {
        return new ExpireExports(exports(), store, RULES, clock);
    }

    private ExportTable exports() {
        return new ExportTable(state.jdbi());
    }
}
