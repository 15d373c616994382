package io.logferry.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.embedded.TestPostgres;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

class ExportCallsTest {
    private final TestPostgres.Database state = TestPostgres.shared().migrated();
    private final AtomicInteger wakes = new AtomicInteger();

    @Test
    void another_replica_is_woken_when_the_transaction_commits_and_not_before() {
        try (ExportCalls replica =
                        new ExportCalls(state.dataSource(), new StateClock(Clock.systemUTC()), wakes::incrementAndGet);
                Handle handle = state.jdbi().open()) {
            replica.start();
            // It wakes its workers once when it begins to listen: what was enqueued before, it didn't hear.
            await().until(() -> wakes.get() == 1);

            handle.begin();
            ExportCalls.call(handle);
            assertThat(wakes).hasValue(1);
            handle.commit();

            await().until(() -> wakes.get() == 2);
        }
    }
}
