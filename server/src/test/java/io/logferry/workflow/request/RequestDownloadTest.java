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
import io.logferry.instance.Instance;
import io.logferry.instance.InstanceStatus;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import io.logferry.source.LogSource;
import io.logferry.source.node.NodeLogSource;
import io.logferry.workflow.run.ExpireExports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestDownloadTest {

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
    void a_new_export_is_the_newest_although_a_clock_that_is_ahead_made_the_one_before() throws Exception {
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
    void a_link_keeps_its_file_although_a_restart_made_the_ttl_shorter() throws Exception {
        Instance instance = healthyInstance();
        TestClock clock = new TestClock();
        Export export = request(clock, instance);
        ExportRun run = exports.beginRun(export.id()).orElseThrow();
        run.stored(export.files().getFirst().node(), 1, "0".repeat(64), List.of(), clock.instant());
        run.succeeded(clock.instant());
        Duration hour = Duration.ofHours(1);
        DownloadAnswer.Described told = (DownloadAnswer.Described) requests()
                .replica(clock, hour)
                .request(instance, ExportRequest.everything(ExportKind.ERROR_LOG), Requests.BASE);
        assertThat(told.export().isRunning()).isFalse();

        Duration second = Duration.ofSeconds(1);
        RequestDownload restarted = requests().replica(clock, second);
        clock.advance(second);
        restarted.renew(instance, export.id(), Requests.BASE);
        ExpireExports expire =
                new ExpireExports(exports, requests().store(clock), new RetentionRules(second, second), clock);

        clock.advance(hour.minusSeconds(2));
        expire.round();
        assertThat(exports.find(export.id()).orElseThrow().withdrawn()).isFalse();
        clock.advance(Duration.ofSeconds(15));
        expire.round();
        assertThat(exports.find(export.id()).orElseThrow().withdrawn()).isTrue();
    }

    private Export request(TestClock clock, Instance instance) throws Exception {
        DownloadAnswer answer = requests()
                .replica(clock, Duration.ofMinutes(5))
                .request(instance, ExportRequest.everything(ExportKind.ERROR_LOG), Requests.BASE);
        return ((DownloadAnswer.Described) answer).export();
    }

    private Requests requests() {
        return new Requests(state, source, health, folder);
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
