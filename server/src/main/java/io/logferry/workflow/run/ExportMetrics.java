package io.logferry.workflow.run;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Counts runs of exports by outcome, measures how long they take and how many bytes they read, and counts the running ones. */
public final class ExportMetrics {
    private static final Duration[] STEPS = {
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(10)
    };

    private final MeterRegistry registry;
    private final AtomicInteger running = new AtomicInteger();
    private final Counter bytes;

    public ExportMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.bytes = Counter.builder("logferry.export.bytes")
                .description("Bytes read from nodes' logs")
                .baseUnit("bytes")
                .register(registry);
        registry.gauge("logferry.exports.running", running);
    }

    void read(long count) {
        bytes.increment(count);
    }

    /** Measures a run. A run that fails by a fault of the service counts as an error. */
    RunOutcome measured(Supplier<RunOutcome> run) {
        running.incrementAndGet();
        long began = System.nanoTime();
        String tag = "error";
        try {
            RunOutcome outcome = run.get();
            tag = outcome.tag();
            return outcome;
        } finally {
            running.decrementAndGet();
            Timer.builder("logferry.exports")
                    .description(
                            "Runs of exports by outcome: succeeded, failed, stopped (handed over), superseded, error (run again)")
                    .tag("outcome", tag)
                    .serviceLevelObjectives(STEPS)
                    .register(registry)
                    .record(Duration.ofNanos(System.nanoTime() - began));
        }
    }
}
