package io.logferry.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.embedded.TestPostgres;
import io.logferry.export.Export;
import io.logferry.export.ExportFile;
import io.logferry.export.ExportRun;
import io.logferry.export.ExportRun.SupersededException;
import io.logferry.export.ExportTable;
import io.logferry.health.InstanceHealth;
import io.logferry.id.ObjectKey;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.source.LogSource;
import io.logferry.source.node.NodeLogSource;
import io.logferry.store.Bucket;
import io.logferry.store.ForwardingStore;
import io.logferry.store.LogStore;
import io.logferry.store.s3.S3Server;
import io.logferry.store.s3.S3Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export whose first run died in the middle of an upload, and whose next one can't read the node any more. */
class TakenOverExportTest {
    private static final Bucket BUCKET = new Bucket("logferry");

    private final Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofMillis(1));
    private final TestPostgres.Database state = TestPostgres.shared().migrated();
    private final Jdbi jdbi = state.jdbi();
    private final ExportTable exports = new ExportTable(jdbi);
    private final NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, clock);
    private final InstanceHealth health = new InstanceHealth(source, clock);

    @TempDir
    private Path folder;

    private S3Server server;
    private S3Store store;
    private final ExportMetrics metrics = new ExportMetrics(new SimpleMeterRegistry());
    private RunExport runExport;

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start(folder);
        store = server.open(BUCKET, folder.resolve("spool"));
        runExport = replica(store).runExport();
    }

    @AfterEach
    void stop() {
        health.close();
        store.close();
        server.close();
    }

    @Test
    void nothing_of_the_earlier_run_is_left_although_the_next_one_fails() {
        Export export = begunAndLeft();
        Export another = begunAndLeft();

        runExport.run(export.id());

        assertThat(exports.find(export.id()).orElseThrow().state()).isInstanceOf(Export.Failed.class);
        assertThat(server.uploads(BUCKET)).extracting(upload -> upload.key()).containsExactly(keyOf(another));
    }

    @Test
    void nothing_is_left_of_an_export_that_is_given_up() {
        Export export = begunAndLeft();

        runExport.giveUp(export.id(), "The export failed after 8 attempts.");

        assertThat(exports.find(export.id()).orElseThrow().state()).isInstanceOf(Export.Failed.class);
        assertThat(server.uploads(BUCKET)).isEmpty();
    }

    @Test
    void an_export_that_another_run_takes_over_while_it_is_given_up_is_left_to_that_run() {
        Export export = begunAndLeft();
        AtomicReference<ExportRun> other = new AtomicReference<>();
        LogStore takenOverHere = new ForwardingStore(store) {
            @Override
            public void discard(ProjectId project, WorkflowId workflow) throws IOException {
                super.discard(project, workflow);
                other.set(exports.beginRun(workflow).orElseThrow());
            }
        };

        RunOutcome outcome = replica(takenOverHere).runExport().giveUp(export.id(), "The export failed.");

        assertThat(outcome).isEqualTo(RunOutcome.TAKEN_OVER);
        assertThat(exports.find(export.id()).orElseThrow().isRunning()).isTrue();
        other.get().succeeded(clock.instant());
        assertThat(exports.find(export.id()).orElseThrow().state()).isInstanceOf(Export.Succeeded.class);
    }

    @Test
    void a_stalled_run_that_continues_beside_its_successor_does_not_abort_the_uploads_of_the_successor()
            throws Exception {
        Export export = begunAndLeft();
        ExportRun stalled = exports.beginRun(export.id()).orElseThrow();
        assertThat(exports.beginRun(export.id())).isPresent();

        assertThatThrownBy(() -> runExport.discardEarlier(stalled, export)).isInstanceOf(SupersededException.class);
        ExportProgress progress = new ExportProgress(stalled, OptionalLong.empty(), 0, clock);
        ExportFile file = export.files().getFirst();
        try (ExportPipe pipe = new ExportPipe(
                stalled,
                store,
                firstKeyOf(export),
                export.request(),
                progress.of(file.node(), file.nodeName()),
                metrics)) {
            assertThatThrownBy(() -> pipe.begin(new LogDialect(LogFormat.STDERR, "", ""), 1))
                    .isInstanceOf(SupersededException.class);
        }

        assertThat(server.uploads(BUCKET)).extracting(upload -> upload.key()).containsExactly(keyOf(export));
    }

    private Replica replica(LogStore by) {
        return new Replica(state, source, health, by, List.of(), clock);
    }

    /** By a run that died in the middle of its upload. */
    private Export begunAndLeft() {
        Export export = RunningExport.ofOneNode(clock.instant());
        jdbi.useTransaction(handle -> exports.insert(handle, export));
        assertThat(exports.beginRun(export.id())).isPresent();
        server.client()
                .createMultipartUpload(create -> create.bucket(BUCKET.name()).key(keyOf(export)));
        return export;
    }

    private static String keyOf(Export export) {
        return firstKeyOf(export).toString();
    }

    /** Where its first run stores its only file. */
    private static ObjectKey firstKeyOf(Export export) {
        return new ObjectKey(
                export.project(), export.id(), export.files().getFirst().fileName());
    }
}
