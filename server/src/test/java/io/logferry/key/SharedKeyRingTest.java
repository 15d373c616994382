package io.logferry.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logferry.TestClock;
import io.logferry.embedded.TestPostgres;
import io.logferry.key.KeyRing.KeyPurpose;
import io.logferry.key.KeyRing.SigningKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;

class SharedKeyRingTest {
    private static final Duration TOKEN_LIFE = Duration.ofHours(24);
    private static final Map<KeyPurpose, Duration> LIVES =
            Map.of(KeyPurpose.TOKEN, TOKEN_LIFE, KeyPurpose.LINK, Duration.ofMinutes(5));

    private final TestClock clock = new TestClock();
    private final TestPostgres.Database database = TestPostgres.shared().migrated();
    private final AtomicInteger statements = new AtomicInteger();

    private SharedKeyRing replica() {
        return new SharedKeyRing(database.jdbi(), clock, LIVES);
    }

    private SharedKeyRing countedReplica() {
        Jdbi counted = Jdbi.create(database.dataSource()).setSqlLogger(new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext context) {
                statements.incrementAndGet();
            }
        });
        return new SharedKeyRing(counted, clock, LIVES);
    }

    @Test
    void first_use_makes_one_key_for_each_purpose_that_every_replica_finds() {
        SigningKey token = replica().current(KeyPurpose.TOKEN);
        SigningKey link = replica().current(KeyPurpose.LINK);

        assertThat(token.id()).matches("[A-Z0-9]{20}").isNotEqualTo(link.id());
        assertThat(token.secret()).hasSize(32).isNotEqualTo(link.secret());
        assertThat(replica().current(KeyPurpose.TOKEN).id()).isEqualTo(token.id());
        assertThat(replica().find(KeyPurpose.TOKEN, token.id()))
                .hasValueSatisfying(found -> assertThat(found.secret()).isEqualTo(token.secret()));
    }

    @Test
    void a_key_is_good_for_its_own_purpose_only() {
        SigningKey link = replica().current(KeyPurpose.LINK);
        assertThat(replica().find(KeyPurpose.TOKEN, link.id())).isEmpty();
    }

    @Test
    void replicas_that_start_at_once_agree_on_one_key() throws Exception {
        int replicas = 12;
        CyclicBarrier start = new CyclicBarrier(replicas);
        Set<String> ids = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(replicas)) {
            List<Future<SigningKey>> made = new ArrayList<>();
            for (int i = 0; i < replicas; i++) {
                SharedKeyRing replica = replica();
                made.add(threads.submit(() -> {
                    start.await();
                    return replica.current(KeyPurpose.TOKEN);
                }));
            }
            for (Future<SigningKey> key : made) {
                ids.add(key.get().id());
            }
        }
        assertThat(ids).hasSize(1);
    }

    @Test
    void a_new_key_takes_over_after_30_days_and_the_old_one_is_found_while_something_signed_with_it_lives() {
        SharedKeyRing ring = replica();
        SigningKey old = ring.current(KeyPurpose.TOKEN);

        clock.advance(SharedKeyRing.SIGNS_FOR.minusSeconds(1));
        assertThat(ring.current(KeyPurpose.TOKEN).id()).isEqualTo(old.id());

        clock.advance(Duration.ofSeconds(2));
        assertThat(ring.current(KeyPurpose.TOKEN).id()).isNotEqualTo(old.id());

        clock.advance(TOKEN_LIFE.minusSeconds(2));
        assertThat(ring.find(KeyPurpose.TOKEN, old.id())).isPresent();

        clock.advance(Duration.ofSeconds(2));
        assertThat(ring.find(KeyPurpose.TOKEN, old.id())).isEmpty();
    }

    @Test
    void a_longer_life_gets_a_key_that_lasts_for_it() {
        SigningKey old = replica().current(KeyPurpose.TOKEN);
        clock.advance(Duration.ofDays(29));
        Duration longer = Duration.ofDays(7);
        SigningKey key =
                new SharedKeyRing(database.jdbi(), clock, Map.of(KeyPurpose.TOKEN, longer)).current(KeyPurpose.TOKEN);
        assertThat(key.id()).isNotEqualTo(old.id());
        assertThat(key.retiresAt()).isAfterOrEqualTo(clock.instant().plus(longer));
    }

    @Test
    void retired_keys_leave_the_table_when_a_new_one_comes() {
        SharedKeyRing ring = replica();
        SigningKey old = ring.current(KeyPurpose.TOKEN);
        clock.advance(Duration.ofDays(60));
        ring.current(KeyPurpose.TOKEN);
        List<String> left = database.jdbi()
                .withHandle(handle -> handle.select("select kid from signing_key")
                        .mapTo(String.class)
                        .list());
        assertThat(left).hasSize(1).doesNotContain(old.id());
    }

    @Test
    void a_key_that_another_replica_has_just_made_is_found() {
        SharedKeyRing first = replica();
        SharedKeyRing second = replica();
        assertThat(second.find(KeyPurpose.TOKEN, "A".repeat(20))).isEmpty();
        SigningKey made = first.current(KeyPurpose.TOKEN);
        clock.advance(SharedKeyRing.BETWEEN_LOOKUPS);
        assertThat(second.find(KeyPurpose.TOKEN, made.id())).isPresent();
    }

    @Test
    void made_up_ids_do_not_reach_the_database_each_time() {
        SharedKeyRing ring = countedReplica();
        ring.current(KeyPurpose.TOKEN);
        clock.advance(SharedKeyRing.BETWEEN_LOOKUPS);
        statements.set(0);
        for (int i = 0; i < 1000; i++) {
            assertThat(ring.find(KeyPurpose.TOKEN, "%020d".formatted(i))).isEmpty();
        }
        assertThat(statements).hasValue(1);
        clock.advance(SharedKeyRing.BETWEEN_LOOKUPS);
        assertThat(ring.find(KeyPurpose.TOKEN, "'; drop table x; --")).isEmpty();
        assertThat(statements).hasValue(1);
    }

    @Test
    void known_keys_are_taken_from_memory_and_a_deleted_one_is_forgotten() {
        SharedKeyRing ring = countedReplica();
        SigningKey key = ring.current(KeyPurpose.LINK);
        statements.set(0);
        for (int i = 0; i < 1000; i++) {
            assertThat(ring.find(KeyPurpose.LINK, key.id())).isPresent();
        }
        assertThat(statements).hasValue(0);

        database.jdbi().useHandle(handle -> handle.execute("delete from signing_key"));
        clock.advance(SharedKeyRing.KEPT);
        assertThat(ring.find(KeyPurpose.LINK, key.id())).isEmpty();
    }

    @Test
    void signatures_are_checked_on_while_the_database_is_away() {
        SharedKeyRing ring = replica();
        SigningKey key = ring.current(KeyPurpose.LINK);
        database.jdbi().useHandle(handle -> handle.execute("alter table signing_key rename to gone"));
        clock.advance(SharedKeyRing.KEPT);

        assertThat(ring.find(KeyPurpose.LINK, key.id())).isPresent();
        assertThatThrownBy(() -> replica().find(KeyPurpose.LINK, key.id())).isInstanceOf(JdbiException.class);

        database.jdbi().useHandle(handle -> handle.execute("alter table gone rename to signing_key"));
        clock.advance(SharedKeyRing.KEPT);
        assertThat(replica().find(KeyPurpose.LINK, key.id())).isPresent();
    }

    @Test
    void while_the_database_hangs_one_caller_waits_and_the_others_go_on_with_the_keys_known() throws Exception {
        SharedKeyRing ring = replica();
        SigningKey key = ring.current(KeyPurpose.LINK);
        clock.advance(SharedKeyRing.KEPT);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            database.jdbi().useTransaction(hanging -> {
                hanging.execute("lock table signing_key in access exclusive mode");
                Future<Optional<SigningKey>> first = threads.submit(() -> ring.find(KeyPurpose.LINK, key.id()));
                await().until(this::isSomeoneWaiting);
                Future<Optional<SigningKey>> second = threads.submit(() -> ring.find(KeyPurpose.LINK, key.id()));
                await().until(second::isDone);
                assertThat(second.get()).isPresent();
                assertThat(first.isDone()).isFalse();
            });
        }
        clock.advance(SharedKeyRing.KEPT);
        assertThat(ring.find(KeyPurpose.LINK, key.id())).isPresent();
    }

    private boolean isSomeoneWaiting() {
        return database.jdbi()
                .withHandle(
                        handle -> handle.select("select exists (select from pg_locks where not granted and database ="
                                        + " (select oid from pg_database where datname = current_database()))")
                                .mapTo(Boolean.class)
                                .one());
    }

    @Test
    void a_key_never_shows_its_secret() {
        SigningKey key = replica().current(KeyPurpose.TOKEN);
        assertThat(key.toString()).isEqualTo("SigningKey[" + key.id() + ", TOKEN]");
    }
}
