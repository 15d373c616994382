package io.logferry.workflow.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.TestClock;
import io.logferry.embedded.TestPostgres;
import io.logferry.export.Export;
import io.logferry.export.ExportKind;
import io.logferry.export.ExportRequest;
import io.logferry.export.ExportRun;
import io.logferry.export.ExportTable;
import io.logferry.export.RetentionRules;
import io.logferry.health.InstanceHealth;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.instance.Fleet;
import io.logferry.instance.Instance;
import io.logferry.instance.InstanceStatus;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import io.logferry.key.FixedKeyRing;
import io.logferry.link.LinkIssuer.SignatureVersion;
import io.logferry.link.LocalLinks;
import io.logferry.source.LogSource;
import io.logferry.source.node.NodeLogSource;
import io.logferry.store.Bucket;
import io.logferry.store.local.LocalStore;
import io.logferry.workflow.run.ExpireExports;
import io.logferry.workflow.run.ExportMetrics;
import io.logferry.workflow.run.ExportWorkers;
import io.logferry.workflow.run.RunExport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestDownloadTest {
    private static final Bucket BUCKET = new Bucket("logferry");
    private static final URI BASE = URI.create("http://127.0.0.1:8080");
    private static final Duration DAY = Duration.ofDays(1);

    private final TestPostgres.Database state = TestPostgres.shared().migrated();
    private final ExportTable exports = new ExportTable(state.jdbi());
    private final TestClock still = new TestClock();
    private final NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, still);
    private final InstanceHealth health = new InstanceHealth(source, still);

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        health.close();
    }

    @Test
    void a_new_export_is_the_newest_although_the_one_before_was_made_by_a_clock_that_is_ahead() throws Exception {
        Instance instance = healthyInstance();
        TestClock clock = new TestClock();
        TestClock ahead = new TestClock(clock.instant().plus(Duration.ofHours(1)));
        Export first = request(ahead, instance);
        exports.beginRun(first.id()).orElseThrow().failed("It is down.", ahead.instant());
        assertThat(request(clock, instance).id()).as("the failure is told").isEqualTo(first.id());

        clock.advance(ExportCurrency.FAILURE_HOLDS_FOR.plusSeconds(1));
        Export second = request(clock, instance);

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(request(clock, instance).id()).isEqualTo(second.id());
    }

    @Test
    void a_link_keeps_its_file_although_links_live_shorter_since_a_restart() throws Exception {
        Instance instance = healthyInstance();
        TestClock clock = new TestClock();
        Export export = request(clock, instance);
        ExportRun run = exports.beginRun(export.id()).orElseThrow();
        run.stored(export.files().getFirst().node(), 1, "0".repeat(64), List.of(), clock.instant());
        run.succeeded(clock.instant());
        Duration hour = Duration.ofHours(1);
        DownloadAnswer.Described told = (DownloadAnswer.Described)
                replica(clock, hour).request(instance, ExportRequest.everything(ExportKind.ERROR_LOG), BASE);
        assertThat(told.export().isRunning()).isFalse();

        Duration second = Duration.ofSeconds(1);
        RequestDownload restarted = replica(clock, second);
        clock.advance(second);
        restarted.renew(instance, export.id(), BASE);
        ExpireExports expire = new ExpireExports(exports, store(clock), new RetentionRules(second, second), clock);

        clock.advance(hour.minusSeconds(2));
        expire.round();
        assertThat(exports.find(export.id()).orElseThrow().withdrawn()).isFalse();
        clock.advance(Duration.ofSeconds(15));
        expire.round();
        assertThat(exports.find(export.id()).orElseThrow().withdrawn()).isTrue();
    }

    private Export request(TestClock clock, Instance instance) throws Exception {
        DownloadAnswer answer = replica(clock).request(instance, ExportRequest.everything(ExportKind.ERROR_LOG), BASE);
        return ((DownloadAnswer.Described) answer).export();
    }

    private LocalStore store(TestClock clock) throws Exception {
        return LocalStore.open(folder, BUCKET, false, clock);
    }

    private RequestDownload replica(TestClock clock) throws Exception {
        return replica(clock, Duration.ofMinutes(5));
    }

    private RequestDownload replica(TestClock clock, Duration linkTtl) throws Exception {
        ExportMetrics metrics = new ExportMetrics(new SimpleMeterRegistry());
        LocalStore store = store(clock);
        RunExport run = new RunExport(
                exports,
                new Fleet(List.of(), List.of()),
                source,
                store,
                health,
                metrics,
                new RunExport.Limits(4, OptionalLong.empty()),
                clock);
        ExpireExports expire = new ExpireExports(exports, store, new RetentionRules(DAY, DAY), clock);
        return new RequestDownload(
                state.jdbi(),
                exports,
                new ExportWorkers(state.dataSource(), run, expire, 1, clock),
                health,
                new LocalLinks(FixedKeyRing.ofTwo(), BUCKET, linkTtl, SignatureVersion.V2, clock),
                new ExportCurrency(Duration.ofMinutes(5)),
                clock);
    }

    private Instance healthyInstance() {
        Node node = new Node(
                NodeId.random(),
                "orders_node0",
                NodeRole.MASTER,
                Optional.empty(),
                new LogLocation.Directory(folder.toString()));
        health.wasRead(node);
        return new Instance(
                InstanceId.random(), ProjectId.random(), "orders", InstanceStatus.ACTIVE, "", List.of(node));
    }
}
