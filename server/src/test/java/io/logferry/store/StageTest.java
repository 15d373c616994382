package io.logferry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StageTest {
    @Test
    void everything_handed_over_is_done_in_order_before_it_finishes() throws Exception {
        List<Integer> done = new ArrayList<>();
        try (Stage<Integer> stage = new Stage<>("test", 1, done::add)) {
            for (int i = 0; i < 100; i++) {
                stage.put(i);
            }
            stage.finish();
        }
        assertThat(done).hasSize(100).isSorted();
    }

    @Test
    void the_next_call_throws_a_failure_and_nobody_waits_forever() {
        IOException failure = new IOException("the disk is gone");
        try (Stage<Integer> stage = new Stage<>("test", 1, item -> {
            throw failure;
        })) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000_000; i++) {
                            stage.put(i);
                        }
                    })
                    .isSameAs(failure);
            assertThatThrownBy(stage::finish).isSameAs(failure);
        }
    }

    @Test
    void the_next_call_also_throws_a_bug_or_a_lack_of_memory() {
        try (Stage<Integer> stage = new Stage<>("test", 1, item -> {
            throw new OutOfMemoryError("no more");
        })) {
            assertThatThrownBy(() -> {
                        stage.put(1);
                        stage.finish();
                    })
                    .isInstanceOf(IOException.class)
                    .hasRootCauseInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void closing_stops_a_worker_that_waits() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Stage<Integer> stage = new Stage<>("test", 1, item -> {
            begun.countDown();
            new CountDownLatch(1).await();
        });
        stage.put(1);
        begun.await();
        stage.close();
        assertThatThrownBy(() -> stage.put(2)).isInstanceOf(IOException.class);
    }
}
