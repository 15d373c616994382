package io.logferry.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.BreakableWay;
import io.logferry.embedded.TestPostgres;
import io.logferry.export.Export;
import io.logferry.export.ExportFile;
import io.logferry.export.ExportTable;
import io.logferry.health.InstanceHealth;
import io.logferry.id.NodeId;
import io.logferry.id.ObjectKey;
import io.logferry.instance.Instance;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import io.logferry.retry.Patience;
import io.logferry.source.LogSource;
import io.logferry.source.node.NodeLogSource;
import io.logferry.store.Bucket;
import io.logferry.store.ForwardingStore;
import io.logferry.store.LogStore;
import io.logferry.store.LogStore.StoredFile;
import io.logferry.store.LogStore.Upload;
import io.logferry.store.s3.S3Server;
import io.logferry.store.s3.S3Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose file is on its way to the store when the run is taken over: it arrives when the successor's is there. */
class LateWriteTest {
    private static final Bucket BUCKET = new Bucket("logferry");

    private final Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofMillis(1));
    private final TestPostgres.Database state = TestPostgres.shared().migrated();
    private final Jdbi jdbi = state.jdbi();
    private final ExportTable exports = new ExportTable(jdbi);
    private final NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, clock);
    private final InstanceHealth health = new InstanceHealth(source, clock);

    @TempDir
    private Path folder;

    private Path log;
    private Export export;
    private Instance instance;
    private S3Server server;
    private BreakableWay way;
    private S3Store late;
    private S3Store prompt;

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start(folder);
        way = server.way();
        late = server.open(BUCKET, folder.resolve("spool"), way, Patience.NONE);
        prompt = server.open(BUCKET, folder.resolve("spool"));
        log = Files.writeString(Files.createDirectories(folder.resolve("log")).resolve("postgresql.log"), "one\n");
        Node node = new Node(
                NodeId.random(),
                "orders_node0",
                NodeRole.MASTER,
                Optional.empty(),
                new LogLocation.Directory(log.getParent().toString()));
        export = RunningExport.of(List.of(node), clock.instant());
        jdbi.useTransaction(handle -> exports.insert(handle, export));
        instance = RunningExport.instanceOf(export, List.of(node));
    }

    @AfterEach
    void stop() throws Exception {
        health.close();
        prompt.close();
        late.close();
        way.close();
        server.close();
    }

    @Test
    void a_file_that_a_run_sent_before_it_was_taken_over_replaces_nothing_and_is_removed() throws Exception {
        way.keep("PUT /"); // what follows is kept with it
        Thread run = Thread.ofPlatform().start(() -> runExport(late).run(export.id()));
        await().atMost(Duration.ofMinutes(1)).until(() -> way.keeps() > 0);
        finishByAnother();

        way.open();
        run.join();

        assertDelivered();
        new ExpireExports(exports, prompt, Replica.RULES, Clock.offset(clock, Duration.ofMinutes(2))).round();
        assertDelivered();
        assertThat(server.keys(BUCKET)).hasSize(1);
    }

    @Test
    void the_file_of_a_run_that_was_taken_over_when_it_had_arrived_is_removed() throws Exception {
        TakenOverWhenStored takenOver = new TakenOverWhenStored();
        Thread run = Thread.ofPlatform().start(() -> runExport(takenOver).run(export.id()));
        run.join();
        takenOver.other.get().join();

        assertDelivered();
        new ExpireExports(exports, prompt, Replica.RULES, Clock.offset(clock, Duration.ofMinutes(2))).round();
        assertDelivered();
        assertThat(server.keys(BUCKET)).hasSize(1);
    }

    /** The real store; when a file has arrived there, another run takes the export over and ends it. */
    private final class TakenOverWhenStored extends ForwardingStore {
        private final AtomicReference<Thread> other = new AtomicReference<>();

        private TakenOverWhenStored() {
            super(prompt);
        }

        @Override
        public Upload begin(ObjectKey key, long expectedBytes) throws IOException {
            Upload upload = super.begin(key, expectedBytes);
            return new Upload() {
                @Override
                public void write(ByteBuffer bytes) throws IOException, InterruptedException {
                    upload.write(bytes);
                }

                @Override
                public StoredFile complete() throws IOException, InterruptedException {
                    StoredFile stored = upload.complete();
                    // in another thread, because the thread of a run that was taken over is interrupted
                    other.set(Thread.ofPlatform().start(LateWriteTest.this::finishByAnother));
                    other.get().join();
                    return stored;
                }

                @Override
                public Optional<Duration> waited() {
                    return upload.waited();
                }

                @Override
                public void close() {
                    upload.close();
                }
            };
        }
    }

    private void finishByAnother() {
        try {
            Files.writeString(log, "two\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        runExport(prompt).run(export.id());
    }

    private RunExport runExport(LogStore store) {
        return new Replica(state, source, health, store, List.of(instance), clock).runExport();
    }

    /** What the row tells is what its link gives. */
    private void assertDelivered() throws Exception {
        Export ended = exports.find(export.id()).orElseThrow();
        ExportFile file = ended.files().getFirst();
        ExportFile.Stored stored = (ExportFile.Stored) file.state();
        String key = ended.keyOf(file).orElseThrow().toString();
        byte[] bytes = server.client()
                .getObjectAsBytes(get -> get.bucket(BUCKET.name()).key(key))
                .asByteArray();
        assertThat(bytes).asString().isEqualTo("one\ntwo\n");
        assertThat(stored.size()).isEqualTo(bytes.length);
        assertThat(stored.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }
}
