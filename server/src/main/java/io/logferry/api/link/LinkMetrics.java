package io.logferry.api.link;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts the requests for files of the local store by outcome. */
final class LinkMetrics {
    enum Outcome {
        WHOLE,
        PART,
        HEAD,
        NOT_MODIFIED,
        BROKEN,
        REFUSED,
        EXPIRED,
        NOT_FOUND,
        FAILED
    }

    private final Map<Outcome, Counter> downloads = new EnumMap<>(Outcome.class);
    private final Counter bytes;

    LinkMetrics(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            downloads.put(
                    outcome,
                    Counter.builder("logferry.link.downloads")
                            .description("Requests for files of the local store")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        bytes = Counter.builder("logferry.link")
                .description("Bytes of the downloads that did not break")
                .baseUnit("bytes")
                .register(registry);
    }

    void count(Outcome outcome) {
        Counter counter = downloads.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }

    void sent(long sent) {
        bytes.increment(sent);
    }
}
