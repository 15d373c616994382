package io.logferry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logferry.embedded.TestPostgres;
import io.logferry.id.ObjectKey;
import io.logferry.retry.Patience;
import io.logferry.store.LogStore.Upload;
import io.logferry.store.StoreIdentity.ForeignStoreException;
import io.logferry.store.local.LocalStore;
import io.logferry.store.s3.RefusingStore;
import io.logferry.store.s3.S3Server;
import io.logferry.store.s3.S3Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreIdentityTest {
    @TempDir
    private static Path folder;

    private static S3Server server;

    private final Jdbi state = newState();

    @BeforeAll
    static void start() throws IOException {
        server = S3Server.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    enum Kind {
        LOCAL {
            @Override
            LogStore open(String name) throws IOException {
                return LocalStore.open(folder.resolve(name), new Bucket("logferry"), true, InstantSource.system());
            }
        },
        S3 {
            @Override
            LogStore open(String name) throws IOException {
                return server.open(new Bucket(name), folder.resolve("spool"));
            }
        };

        /** Opens the store with this name; a store that doesn't exist is created. */
        abstract LogStore open(String name) throws IOException;

        LogStore create() throws IOException {
            return open("store-" + ObjectKeys.random().workflow());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_new_store_and_a_new_state_database_get_the_same_id(Kind kind) throws Exception {
        LogStore store = kind.create();
        assertThat(store.id()).isEmpty();
        identity(store).check();
        assertThat(store.id()).contains(idInState());
        identity(store).check();
        assertThat(identity(store).isStillTheSame()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void replicas_that_see_the_same_files_may_be_many(Kind kind) throws Exception {
        String name = "store-" + ObjectKeys.random().workflow();
        for (Future<Void> start : startAtOnce(List.of(kind.open(name), kind.open(name), kind.open(name)))) {
            start.get();
        }
        assertThat(kind.open(name).id()).contains(idInState());
    }

    @ParameterizedTest
    @EnumSource
    void of_replicas_with_stores_of_their_own_that_start_at_once_one_starts(Kind kind) throws Exception {
        List<LogStore> stores = List.of(kind.create(), kind.create(), kind.create());
        List<Throwable> refused = new ArrayList<>();
        for (Future<Void> start : startAtOnce(stores)) {
            try {
                start.get();
            } catch (ExecutionException e) {
                refused.add(e.getCause());
            }
        }
        assertThat(refused).hasSize(2).allSatisfy(e -> assertThat(e).isInstanceOf(ForeignStoreException.class));
        int withId = 0;
        for (LogStore store : stores) {
            withId += store.id().isPresent() ? 1 : 0;
        }
        assertThat(withId).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_replica_whose_files_are_its_own_is_refused_beside_another(Kind kind) throws Exception {
        identity(kind.create()).check();
        LogStore own = LocalStore.open(
                folder.resolve("own-" + ObjectKeys.random().workflow()),
                new Bucket("logferry"),
                false,
                InstantSource.system());
        assertThatThrownBy(() -> identity(own).check())
                .isInstanceOf(ForeignStoreException.class)
                .hasMessageContaining(own + " has no id")
                .hasMessageContaining("logferry.store.kind=s3")
                .hasMessageContaining("logferry.store.local.shared=true")
                .hasMessageContaining("stop the other replica first");
        assertThat(own.id()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_new_state_database_takes_the_id_of_a_store_that_is_in_use(Kind kind) throws Exception {
        LogStore theirs = kind.create();
        StoreIdentity other = new StoreIdentity(newState(), theirs);
        other.check();
        identity(theirs).check();
        assertThat(theirs.id()).contains(idInState());
        other.check();
    }

    @ParameterizedTest
    @EnumSource
    void another_store_in_place_of_the_known_one_is_refused_and_unchanged(Kind kind) throws Exception {
        identity(kind.create()).check();
        LogStore theirs = kind.create();
        StoreIdentity other = new StoreIdentity(newState(), theirs);
        other.check();
        assertThatThrownBy(() -> identity(theirs).check())
                .isInstanceOf(ForeignStoreException.class)
                .hasMessageContaining("so it is another store")
                .hasMessageContaining(idInState())
                .hasMessageContaining("logferry-server adopt-store");
        other.check();
    }

    @ParameterizedTest
    @EnumSource
    void an_empty_store_in_place_of_the_known_one_is_refused(Kind kind) throws Exception {
        identity(kind.create()).check();
        LogStore empty = kind.create();
        assertThatThrownBy(() -> identity(empty).check())
                .isInstanceOf(ForeignStoreException.class)
                .hasMessageContaining("lost or unmounted")
                .hasMessageContaining(idInState());
        assertThat(empty.id()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void an_adopted_store_is_the_known_one_and_keeps_its_id(Kind kind) throws Exception {
        LogStore lost = kind.create();
        identity(lost).check();
        LogStore theirs = kind.create();
        StoreIdentity other = new StoreIdentity(newState(), theirs);
        other.check();

        identity(theirs).adopt();

        identity(theirs).check();
        assertThat(other.isStillTheSame()).isTrue();
        assertThat(identity(lost).isStillTheSame()).isFalse();

        LogStore empty = kind.create();
        identity(empty).adopt();
        identity(empty).check();
        assertThat(empty.id()).contains(idInState());
    }

    @ParameterizedTest
    @EnumSource
    void a_start_that_ended_before_the_state_database_knew_of_the_id_in_the_store_is_continued(Kind kind)
            throws Exception {
        LogStore store = kind.create();
        String id = UUID.randomUUID().toString();
        store.putId(id);
        identity(store).check();
        assertThat(idInState()).isEqualTo(id);
        assertThatThrownBy(() -> identity(kind.create()).check()).isInstanceOf(ForeignStoreException.class);
    }

    /** As after an upgrade from a release without ids. */
    @ParameterizedTest
    @EnumSource
    void a_store_with_files_but_without_an_id_is_taken_once(Kind kind) throws Exception {
        LogStore store = kind.create();
        ObjectKey key = ObjectKeys.random();
        try (Upload upload = store.begin(key, 1)) {
            upload.write(ByteBuffer.wrap(new byte[] {1}));
            upload.complete();
        }
        identity(store).check();
        assertThat(store.id()).contains(idInState());
        store.clear(key.project(), key.workflow(), Set.of());
        store.sweep();
        identity(store).check();
    }

    @Test
    void a_directory_that_is_unmounted_while_the_service_runs_is_noticed() throws Exception {
        Path directory = folder.resolve("mounted");
        LogStore store = LocalStore.open(directory, new Bucket("logferry"), true, InstantSource.system());
        identity(store).check();
        Files.move(directory, folder.resolve("unmounted"));
        assertThat(identity(store).isStillTheSame()).isFalse();
        Files.move(folder.resolve("unmounted"), directory);
        assertThat(identity(store).isStillTheSame()).isTrue();
    }

    @Test
    void a_bucket_that_is_removed_while_the_service_runs_is_noticed() throws Exception {
        Bucket bucket = new Bucket("removed");
        LogStore store = server.open(bucket, folder.resolve("spool"));
        identity(store).check();
        server.client().deleteObject(delete -> delete.bucket(bucket.name()).key("logferry-store-id"));
        server.client().deleteBucket(delete -> delete.bucket(bucket.name()));
        assertThat(identity(store).isStillTheSame()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_that_is_not_an_id_says_nothing_about_the_store(Kind kind) throws Exception {
        LogStore store = kind.create();
        identity(store).check();
        store.putId("<html>We are back soon</html>");
        assertThat(identity(store).isStillTheSame()).isTrue();
        assertThatThrownBy(() -> identity(store).check())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a UUID");
    }

    @Test
    void a_404_that_is_not_from_the_object_store_says_nothing_about_the_store() throws Exception {
        Bucket bucket = new Bucket("behind-a-proxy");
        AtomicBoolean proxyFails = new AtomicBoolean();
        try (RefusingStore proxy = new RefusingStore(
                        server.address(),
                        request -> proxyFails.get() && request.contains("logferry-store-id"),
                        "404 Not Found",
                        "default-backend",
                        "no service");
                S3Store store = S3Store.open(
                        server.endpoint().at(proxy.address()),
                        bucket,
                        folder.resolve("spool"),
                        Patience.NONE,
                        InstantSource.system())) {
            identity(store).check();
            proxyFails.set(true);
            assertThat(identity(store).isStillTheSame()).isTrue();
            assertThatThrownBy(() -> identity(store).check()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void the_id_in_a_bucket_is_written_again_each_day_so_that_no_lifecycle_rule_deletes_it() throws Exception {
        Bucket bucket = new Bucket("lifecycle");
        identity(server.open(bucket, folder.resolve("spool"))).check();
        Instant written = writtenAt(bucket);
        InstantSource nextDay = () -> Instant.now().plus(Duration.ofHours(25));
        await().until(() -> Instant.now().isAfter(written.plusSeconds(2))); // S3 dates have whole seconds
        try (S3Store store = S3Store.open(
                server.endpoint().at(server.address()), bucket, folder.resolve("spool"), Patience.NONE, nextDay)) {
            identity(store).check();
        }
        assertThat(writtenAt(bucket)).isAfter(written);
    }

    private static Instant writtenAt(Bucket bucket) {
        return server.client()
                .headObject(head -> head.bucket(bucket.name()).key("logferry-store-id"))
                .lastModified();
    }

    @Test
    void a_state_database_that_can_not_be_reached_says_nothing_about_the_store() throws Exception {
        LogStore store = Kind.LOCAL.create();
        identity(store).check();
        Jdbi away = Jdbi.create("jdbc:postgresql://127.0.0.1:1/none?connectTimeout=5");
        assertThat(new StoreIdentity(away, store).isStillTheSame()).isTrue();
    }

    private List<Future<Void>> startAtOnce(List<LogStore> stores) {
        CyclicBarrier barrier = new CyclicBarrier(stores.size());
        try (ExecutorService replicas = Executors.newFixedThreadPool(stores.size())) {
            List<Future<Void>> starts = new ArrayList<>();
            for (LogStore store : stores) {
                starts.add(replicas.submit(() -> {
                    barrier.await();
                    identity(store).check();
                    return null;
                }));
            }
            return starts;
        }
    }

    private static Jdbi newState() {
        return TestPostgres.shared().migrated().jdbi();
    }

    private StoreIdentity identity(LogStore store) {
        return new StoreIdentity(state, store);
    }

    private String idInState() {
        return state.withHandle(handle -> handle.createQuery("select id from store_identity")
                .mapTo(String.class)
                .one());
    }
}
