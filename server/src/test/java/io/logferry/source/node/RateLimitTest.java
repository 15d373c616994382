package io.logferry.source.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    @Property
    void over_any_time_no_more_passes_than_the_rate_and_one_burst(
            @ForAll @Size(max = 50) java.util.List<@IntRange(min = 1, max = 300_000) Integer> pieces,
            @ForAll @IntRange(min = 1_000, max = 10_000_000) int rate)
            throws InterruptedException {
        AtomicLong now = new AtomicLong();
        RateLimit limit = new RateLimit(rate, now::get, now::addAndGet);
        long passed = 0;
        for (int piece : pieces) {
            limit.pass(piece);
            passed += piece;
            double allowed = (now.get() + SECOND / 2.0) / SECOND * rate;
            assertThat((double) passed).isLessThanOrEqualTo(allowed + 1 + passed * 1e-6);
        }
        // and it is not slower than the limit
        assertThat(now.get()).isLessThanOrEqualTo((long) ((double) passed / rate * SECOND) + pieces.size());
    }
}
