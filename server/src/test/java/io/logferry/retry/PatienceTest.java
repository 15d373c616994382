package io.logferry.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final long SECOND = 1_000_000_000L;

    private final List<Long> pauses = new ArrayList<>();
    private long now;
    private final Patience patience = new Patience(Duration.ofSeconds(90), () -> now, nanos -> {
        pauses.add(nanos);
        now += nanos;
    });

    @Test
    void it_tries_again_until_the_time_is_over_and_once_at_the_very_end() throws Exception {
        Patience.Waiting waiting = patience.begin();
        while (waiting.again()) {
            assertThat(now).isLessThanOrEqualTo(90 * SECOND);
        }
        assertThat(now).isEqualTo(90 * SECOND);
        assertThat(waiting.faults()).isEqualTo(1);
        assertThat(waiting.waited()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void pauses_grow_and_none_is_longer_than_five_seconds() throws Exception {
        Patience.Waiting waiting = patience.begin();
        while (waiting.again()) {
            assertThat(pauses).allMatch(pause -> pause < 5 * SECOND);
        }
        assertThat(pauses.getFirst()).isLessThan(SECOND / 10);
        assertThat(pauses.subList(0, 5)).isSorted();
        assertThat(pauses.size()).isBetween(18, 60);
    }

    @Test
    void progress_gives_all_the_time_again() throws Exception {
        Patience.Waiting waiting = patience.begin();
        for (int fault = 1; fault <= 3; fault++) {
            for (long began = now; now - began < 80 * SECOND; ) {
                assertThat(waiting.again()).isTrue();
            }
            waiting.progress();
            now += 1000 * SECOND;
        }
        assertThat(waiting.faults()).isEqualTo(3);
        assertThat(waiting.waited()).isBetween(Duration.ofSeconds(240), Duration.ofSeconds(255));
    }

    @Test
    void without_patience_the_first_fault_is_the_last() throws Exception {
        assertThat(Patience.NONE.begin().again()).isFalse();
    }
}
