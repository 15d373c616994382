package io.logferry.workflow;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Exports by outcome, how long they took, how many bytes they moved, and how many run here now. */
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

    void begun() {
        running.incrementAndGet();
    }

    void read(long count) {
        bytes.increment(count);
    }

    void ended(String outcome, Duration took) {
        running.decrementAndGet();
        Timer.builder("logferry.exports")
                .description(
                        "Runs of exports by outcome: succeeded, failed, stopped (handed over), superseded, error (run again)")
                .tag("outcome", outcome)
                .serviceLevelObjectives(STEPS)
                .register(registry)
                .record(took);
    }
}
