package io.logferry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logferry.embedded.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoreClaimTest {
    private final TestPostgres.Database state = TestPostgres.shared().empty();
    private final AtomicInteger lost = new AtomicInteger();

    @Test
    void replicas_that_see_the_same_files_may_be_many() throws Exception {
        try (StoreClaim first = take(false);
                StoreClaim second = take(false)) {
            assertThat(first).isNotSameAs(second);
        }
        try (StoreClaim alone = take(true)) {
            assertThat(alone).isNotNull();
        }
    }

    @Test
    void a_replica_whose_files_are_its_own_is_refused_beside_another() throws Exception {
        try (StoreClaim there = take(true)) {
            assertThat(there).isNotNull();
            assertThatThrownBy(() -> take(true))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("logferry.store.local.shared=true");
            assertThatThrownBy(() -> take(false)).hasMessageContaining("stop it");
        }
        try (StoreClaim there = take(false)) {
            assertThat(there).isNotNull();
            assertThatThrownBy(() -> take(true)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void the_successor_waits_for_one_that_is_just_ending() throws Exception {
        StoreClaim ending = take(true);
        Thread end = Thread.startVirtualThread(ending::close);
        try (StoreClaim successor =
                StoreClaim.take(state.dataSource(), true, Duration.ofSeconds(30), lost::incrementAndGet)) {
            assertThat(successor).isNotNull();
        }
        end.join();
    }

    @Test
    void a_claim_outlives_a_broken_connection() throws Exception {
        try (StoreClaim claim = take(true)) {
            assertThat(claim).isNotNull();
            endSessions();
            await().atMost(Duration.ofMinutes(5)).until(this::isHeld);
            assertThatThrownBy(() -> take(false)).isInstanceOf(IllegalStateException.class);
            assertThat(lost).hasValue(0);
        }
    }

    @Test
    void whoever_lost_the_claim_to_another_is_told() throws Exception {
        try (StoreClaim stalled = take(true)) {
            assertThat(stalled).isNotNull();
            endSessions();
            try (StoreClaim faster = take(true)) {
                assertThat(faster).isNotNull();
                await().atMost(Duration.ofMinutes(5))
                        .untilAsserted(() -> assertThat(lost).hasValue(1));
            }
        }
    }

    @Test
    void a_claim_is_not_lost_to_its_own_session_that_is_cut_off_from_this_end_alone() throws Exception {
        CutConnection cut = new CutConnection(state.dataSource());
        try (StoreClaim claim = StoreClaim.take(cut.first(), true, Duration.ZERO, lost::incrementAndGet)) {
            assertThat(claim).isNotNull();
            int cutOff = cut.processId();
            cut.cut();
            await().atMost(Duration.ofMinutes(5)).until(() -> cut.asked() > 2);
            assertThat(sessionsWithTheLock()).containsExactly(cutOff);

            cut.endThere();
            await().atMost(Duration.ofMinutes(5)).until(() -> isHeldByAnotherThan(cutOff));
            assertThatThrownBy(() -> take(false)).isInstanceOf(IllegalStateException.class);
            assertThat(lost).hasValue(0);
        }
    }

    private StoreClaim take(boolean exclusive) throws Exception {
        return StoreClaim.take(state.dataSource(), exclusive, Duration.ZERO, lost::incrementAndGet);
    }

    private void endSessions() {
        state.jdbi()
                .useHandle(handle -> handle.createQuery(
                                "select pg_terminate_backend(pid, 10000) from pg_locks where locktype = 'advisory'"
                                        + " and database = (select oid from pg_database where datname = current_database())")
                        .mapTo(Boolean.class)
                        .list());
    }

    private boolean isHeldByAnotherThan(int session) {
        List<Integer> holders = sessionsWithTheLock();
        return holders.size() == 1 && !holders.contains(session);
    }

    private boolean isHeld() {
        return sessionsWithTheLock().size() == 1;
    }

    private List<Integer> sessionsWithTheLock() {
        return state.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "select pid from pg_locks where locktype = 'advisory' and granted"
                                        + " and database = (select oid from pg_database where datname = current_database())")
                        .mapTo(Integer.class)
                        .list());
    }
}
