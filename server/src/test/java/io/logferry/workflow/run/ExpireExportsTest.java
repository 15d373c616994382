package io.logferry.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.embedded.TestPostgres;
import io.logferry.export.Export;
import io.logferry.export.ExportRun;
import io.logferry.export.ExportTable;
import io.logferry.health.InstanceHealth;
import io.logferry.id.ObjectKey;
import io.logferry.retry.Patience;
import io.logferry.source.LogSource;
import io.logferry.source.node.NodeLogSource;
import io.logferry.store.Bucket;
import io.logferry.store.LogStore.Upload;
import io.logferry.store.s3.RefusingStore;
import io.logferry.store.s3.S3Server;
import io.logferry.store.s3.S3Store;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exports whose files expire in a store that does not always do what it is asked. */
class ExpireExportsTest {
    private static final Bucket BUCKET = new Bucket("logferry");

    private final Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofMillis(1));
    private final Clock later = Clock.offset(clock, Duration.ofDays(2));
    private final TestPostgres.Database state = TestPostgres.shared().migrated();
    private final Jdbi jdbi = state.jdbi();
    private final ExportTable exports = new ExportTable(jdbi);

    @TempDir
    private Path folder;

    private S3Server server;
    private S3Store direct;

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start(folder);
        direct = server.open(BUCKET, folder.resolve("spool"));
    }

    @AfterEach
    void stop() {
        direct.close();
        server.close();
    }

    @Test
    void a_round_ends_at_the_first_failure_of_the_store_and_all_is_done_when_the_store_works_again() throws Exception {
        for (int i = 0; i < 3; i++) {
            stored();
        }
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();
        try (RefusingStore refusing = refusing(
                        request -> request.contains("list-type=2") && left.get() > 0 && refused.incrementAndGet() > 0);
                S3Store store = open(refusing)) {
            left.set(2);
            ExpireExports expire = new ExpireExports(exports, store, Replica.RULES, later);
            for (int round = 1; left.get() > 0; round++) {
                expire.round();
                assertThat(refused).hasValue(round);
                left.decrementAndGet();
            }
            assertThat(server.keys(BUCKET)).hasSize(3);
            expire.round();
            assertThat(server.keys(BUCKET)).isEmpty();
        }
    }

    @Test
    void a_file_that_can_not_be_removed_does_not_keep_the_others() throws Exception {
        Export first = stored();
        stored();
        stored();
        try (RefusingStore refusing = refusing(request -> request.startsWith("DELETE")
                        && request.contains(first.id().toString()));
                S3Store store = open(refusing)) {
            ExpireExports expire = new ExpireExports(exports, store, Replica.RULES, later);
            expire.round();
            expire.round();
            assertThat(server.keys(BUCKET))
                    .singleElement()
                    .asString()
                    .contains(first.id().toString());
        }
    }

    @Test
    @Timeout(120)
    void exports_run_although_a_round_of_the_expiry_waits() throws Exception {
        Export expired = stored();
        NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, clock);
        try (InstanceHealth health = new InstanceHealth(source, clock);
                ExpireExports expire = new ExpireExports(exports, direct, Replica.RULES, later);
                Handle holding = jdbi.open()) {
            RunExport run = new Replica(state, source, health, direct, List.of(), clock).runExport();
            ExportWorkers workers =
                    new ExportWorkers(state.dataSource(), run, expire, 1, Duration.ofMillis(100), clock);
            holding.begin();
            holding.execute(
                    "SELECT FROM export WHERE workflow_id = ? FOR UPDATE",
                    expired.id().value());
            workers.start();
            await().atMost(Duration.ofMinutes(1)).until(() -> isHeldUp());

            Export export = RunningExport.ofOneNode(clock.instant());
            jdbi.useTransaction(handle -> {
                exports.insert(handle, export);
                workers.enqueue(handle, export.id());
            });
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !exports.find(export.id()).orElseThrow().isRunning());

            assertThat(isHeldUp()).isTrue();
            holding.rollback();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> server.keys(BUCKET).isEmpty());
            workers.stop();
        }
    }

    private boolean isHeldUp() {
        return jdbi.withHandle(handle -> handle.select(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
                        .mapTo(Integer.class)
                        .one())
                == 1;
    }

    private Export stored() throws Exception {
        Export export = RunningExport.ofOneNode(clock.instant());
        jdbi.useTransaction(handle -> exports.insert(handle, export));
        ExportRun run = exports.beginRun(export.id()).orElseThrow();
        String name = export.files().getFirst().fileName();
        try (Upload upload = direct.begin(new ObjectKey(export.project(), export.id(), name), 1)) {
            upload.write(ByteBuffer.wrap(new byte[] {1}));
            var stored = upload.complete();
            run.stored(export.files().getFirst().node(), stored.size(), stored.sha256(), List.of(), clock.instant());
        }
        run.succeeded(clock.instant());
        return export;
    }

    private RefusingStore refusing(Predicate<String> refused) throws Exception {
        return new RefusingStore(
                server.address(), refused, "503 Slow Down", "SlowDown", "Please reduce your request rate.");
    }

    private S3Store open(RefusingStore by) throws Exception {
        return S3Store.open(
                server.endpoint().at(by.address()),
                BUCKET,
                folder.resolve("spool"),
                Patience.NONE,
                InstantSource.system());
    }
}
