package io.logferry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.embedded.TestPostgres;
import io.logferry.export.ExportRun.SupersededException;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.Test;

class ExportTableTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00.123Z");
    private static final ProjectId PROJECT = new ProjectId("0483b6b16e954cb88930a360d2c4e663");
    private static final InstanceId INSTANCE = new InstanceId("3d39c18788b54a919bab633874c159dfin03");
    private static final NodeId NODE = new NodeId("06f1c2ad57604ae89e153e4d27f4e4b8no03");
    private static final NodeId REPLICA = new NodeId("16f1c2ad57604ae89e153e4d27f4e4b8no03");
    private static final RetentionRules RULES = new RetentionRules(Duration.ofDays(1), Duration.ofHours(1));
    private static final Duration LINK_TTL = Duration.ofMinutes(5);
    private static final String SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final Jdbi jdbi = TestPostgres.shared().migrated().jdbi();
    private final ExportTable table = new ExportTable(jdbi);

    @Test
    void an_export_is_found_as_it_was_inserted() {
        Export export = insert(NOW);

        assertThat(table.find(export.id())).contains(export);
        assertThat(table.latest(INSTANCE, ExportRequest.everything(ExportKind.ERROR_LOG)))
                .contains(export);
        assertThat(table.find(WorkflowId.random())).isEmpty();
    }

    @Test
    void two_running_exports_of_one_request_are_impossible() {
        insert(NOW);

        assertThatThrownBy(() -> insert(NOW.plusSeconds(1))).isInstanceOf(UnableToExecuteStatementException.class);
    }

    @Test
    void requests_of_two_kinds_are_never_the_same_request() {
        Export other = insert(NOW);
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE export SET kind = 'OTHER' WHERE workflow_id = ?",
                other.id().value()));

        assertThat(table.latest(INSTANCE, ExportRequest.everything(ExportKind.ERROR_LOG)))
                .isEmpty();
        Export export = insert(NOW.minusSeconds(1));
        assertThat(table.latest(INSTANCE, ExportRequest.everything(ExportKind.ERROR_LOG)))
                .contains(export);
    }

    @Test
    void exports_of_a_later_kind_are_left_alone() {
        Export later = ended(NOW);
        Export known = ended(NOW.plusSeconds(1));
        jdbi.useHandle(handle -> {
            handle.execute("UPDATE export SET tidy_at = ?", NOW);
            handle.execute(
                    "UPDATE export SET kind = 'SLOW_LOG', removed_at = ? WHERE workflow_id = ?",
                    NOW,
                    later.id().value());
            assertThat(ExportTable.isOfLaterKind(handle, later.id())).isTrue();
            assertThat(ExportTable.isOfLaterKind(handle, known.id())).isFalse();
            assertThat(ExportTable.isOfLaterKind(handle, WorkflowId.random())).isFalse();
        });
        Instant month = NOW.plus(Duration.ofDays(31));

        assertThat(table.find(later.id())).isEmpty();
        assertThat(table.untidy(month)).extracting(Export::id).containsExactly(known.id());
        assertThat(table.forget(month)).isZero();
        jdbi.useHandle(handle -> handle.execute("UPDATE export SET removed_at = NULL"));
        assertThat(table.expired(RULES, month)).extracting(Export::id).containsExactly(known.id());
        ProjectTasks.Filter all = new ProjectTasks.Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        ProjectTasks.Page page = new ProjectTasks(jdbi).page(PROJECT, all, 0, 50);
        assertThat(page.tasks()).extracting(Export::id).containsExactly(known.id());
        assertThat(page.total()).isEqualTo(1);
    }

    @Test
    void a_run_writes_its_progress_and_its_end() throws SupersededException {
        Export export = insert(NOW);
        ExportRun run = table.beginRun(export.id()).orElseThrow();
        run.progress(NODE, 200, 50, NOW);
        run.progress(REPLICA, 200, 50, NOW);
        assertThat(table.find(export.id()).orElseThrow().percentage()).isEqualTo(25);

        run.stored(NODE, 200, SHA, List.of("The log is stderr's."), NOW);
        run.stored(REPLICA, 0, SHA, List.of(), NOW);
        run.succeeded(NOW.plusSeconds(2));

        Export ended = table.find(export.id()).orElseThrow();
        assertThat(ended.state()).isEqualTo(new Export.Succeeded(NOW.plusSeconds(2)));
        assertThat(ended.notes()).containsExactly("The log is stderr's.");
        assertThat(ended.files().getFirst().state()).isEqualTo(new ExportFile.Stored(NOW, 1, 200, SHA));
        assertThat(table.beginRun(export.id()))
                .as("an ended export is never run again")
                .isEmpty();
    }

    @Test
    void the_percentage_never_falls_when_a_file_is_packed_or_another_one_begins() throws SupersededException {
        Export export = insert(NOW);
        ExportRun run = table.beginRun(export.id()).orElseThrow();
        run.progress(NODE, 1000, 1000, NOW);
        assertThat(percentage(export)).isEqualTo(50);

        run.progress(REPLICA, 100_000, 50_000, NOW);
        assertThat(percentage(export)).isEqualTo(75);

        run.stored(NODE, 50, SHA, List.of(), NOW);
        assertThat(percentage(export)).isEqualTo(75);

        run.failed(REPLICA, "The node is down.", NOW);
        assertThat(percentage(export)).isEqualTo(100);
    }

    @Test
    void a_run_that_was_taken_over_can_write_nothing() {
        Export export = insert(NOW);
        ExportRun stalled = table.beginRun(export.id()).orElseThrow();
        assertThat(table.beginRun(export.id())).isPresent();

        assertThatThrownBy(stalled::check).isInstanceOf(SupersededException.class);
        assertThatThrownBy(() -> stalled.progress(NODE, 1, 1, NOW)).isInstanceOf(SupersededException.class);
        assertThatThrownBy(() -> stalled.stored(NODE, 1, SHA, List.of(), NOW)).isInstanceOf(SupersededException.class);
        assertThatThrownBy(() -> stalled.failed("why", NOW)).isInstanceOf(SupersededException.class);
        assertThatThrownBy(() -> stalled.succeeded(NOW)).isInstanceOf(SupersededException.class);
        assertThat(table.find(export.id())).contains(export);
    }

    @Test
    void a_failure_keeps_the_files_that_did_succeed() throws SupersededException {
        Export export = insert(NOW);
        ExportRun run = table.beginRun(export.id()).orElseThrow();
        run.stored(NODE, 7, SHA, List.of(), NOW);

        run.failed("Node b is down.", NOW.plusSeconds(1));

        List<ExportFile> files = table.find(export.id()).orElseThrow().files();
        assertThat(files.getFirst().state()).isInstanceOf(ExportFile.Stored.class);
        assertThat(files.getLast().state()).isEqualTo(new ExportFile.Failed(NOW.plusSeconds(1), "Node b is down."));
    }

    @Test
    void files_stay_for_the_retention_and_never_less_than_a_signed_link_lives() throws SupersededException {
        Export export = ended(NOW);
        Instant retained = NOW.plus(RULES.retention());
        assertThat(table.expired(RULES, retained)).isEmpty();
        assertThat(table.expired(RULES, retained.plusSeconds(1)))
                .extracting(Export::id)
                .containsExactly(export.id());

        deliver(export, retained);
        // It lives to the end of its second.
        Instant alive = retained.plus(LINK_TTL).plusSeconds(2);
        assertThat(table.expired(RULES, alive)).isEmpty();
        assertThat(table.withdraw(export.id(), alive)).isFalse();
        Instant dead = alive.plusSeconds(10);
        assertThat(table.expired(RULES, dead)).hasSize(1);
        assertThat(table.withdraw(export.id(), dead)).isTrue();

        assertThat(deliver(export, dead.plusSeconds(1)))
                .as("no link of withdrawn files")
                .isFalse();
        assertThat(table.expired(RULES, dead.plusSeconds(2)))
                .as("withdrawn but not yet removed: a crash may have come between")
                .hasSize(1);
        table.removed(export.id(), dead.plusSeconds(2));
        assertThat(table.expired(RULES, dead.plusSeconds(3))).isEmpty();
        assertThat(table.find(export.id()).orElseThrow().withdrawn()).isTrue();
    }

    @Test
    void a_link_that_lives_longer_than_any_signed_after_it_keeps_its_files() throws SupersededException {
        Export export = ended(NOW);
        Instant retained = NOW.plus(RULES.retention());
        Instant alive = retained.plus(Duration.ofHours(1));
        table.deliver(export.id(), retained, Optional.of(alive));
        table.deliver(export.id(), retained.plusSeconds(1), Optional.of(retained.plusSeconds(2)));
        table.deliver(export.id(), retained.plusSeconds(2), Optional.empty());

        assertThat(table.expired(RULES, alive)).isEmpty();
        assertThat(table.withdraw(export.id(), alive)).isFalse();
        assertThat(table.expired(RULES, alive.plusSeconds(11))).hasSize(1);
    }

    @Test
    void a_link_that_an_older_release_signed_is_assumed_to_live_as_long_as_possible() throws SupersededException {
        Export export = ended(NOW);
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE export SET signed_at = ? WHERE workflow_id = ?",
                NOW,
                export.id().value()));
        Instant alive = NOW.plus(Duration.ofDays(7));

        assertThat(table.expired(RULES, alive)).isEmpty();
        assertThat(table.withdraw(export.id(), alive)).isFalse();
        assertThat(table.expired(RULES, alive.plusSeconds(11))).hasSize(1);
    }

    @Test
    void once_a_newer_export_is_there_an_older_one_goes_an_hour_after_its_last_link() throws SupersededException {
        Export older = ended(NOW);
        deliver(older, NOW.plusSeconds(10));
        Export newer = ended(NOW.plus(Duration.ofMinutes(6)));
        Instant due = NOW.plusSeconds(10).plus(LINK_TTL).plus(RULES.superseded());

        assertThat(table.expired(RULES, due)).isEmpty();
        assertThat(table.expired(RULES, due.plusSeconds(11)))
                .extracting(Export::id)
                .containsExactly(older.id())
                .doesNotContain(newer.id());
    }

    @Test
    void an_export_expires_with_all_its_files_even_if_there_are_more_than_a_round_takes() throws SupersededException {
        List<ExportFile> files = IntStream.range(0, 1001)
                .mapToObj(number -> new ExportFile(
                        NodeId.random(), "orders_node" + number, "a" + number, new ExportFile.Exporting(NOW, 0, 0)))
                .toList();
        Export large = insert(NOW, files);
        table.beginRun(large.id()).orElseThrow().failed("Nobody answers.", NOW);

        List<Export> expired = table.expired(RULES, NOW.plus(RULES.retention()).plusSeconds(1));

        assertThat(expired).hasSize(1);
        assertThat(expired.getFirst().files()).hasSameSizeAs(files);
    }

    @Test
    void tasks_are_deleted_only_when_their_files_are_removed() throws SupersededException {
        Export export = ended(NOW);
        Instant later = NOW.plus(Duration.ofDays(40));
        assertThat(table.forget(later)).isZero();

        table.withdraw(export.id(), later);
        table.removed(export.id(), later);

        assertThat(table.forget(NOW)).isZero();
        assertThat(table.forget(later)).isEqualTo(1);
        assertThat(table.find(export.id())).isEmpty();
    }

    private boolean deliver(Export export, Instant at) {
        return table.deliver(export.id(), at, Optional.of(at.plus(LINK_TTL)));
    }

    private int percentage(Export export) {
        return table.find(export.id()).orElseThrow().percentage();
    }

    private Export ended(Instant at) throws SupersededException {
        Export export = insert(at);
        ExportRun run = table.beginRun(export.id()).orElseThrow();
        run.stored(NODE, 1, SHA, List.of(), at);
        run.stored(REPLICA, 1, SHA, List.of(), at);
        run.succeeded(at);
        return export;
    }

    private Export insert(Instant at) {
        return insert(
                at,
                List.of(
                        new ExportFile(NODE, "orders_node0", "a", new ExportFile.Exporting(at, 0, 0)),
                        new ExportFile(REPLICA, "orders_node1", "b", new ExportFile.Exporting(at, 0, 0))));
    }

    private Export insert(Instant at, List<ExportFile> files) {
        Export export = new Export(
                WorkflowId.random(),
                PROJECT,
                INSTANCE,
                "orders",
                ExportRequest.everything(ExportKind.ERROR_LOG),
                at,
                new Export.Running(),
                files,
                List.of(),
                Optional.empty(),
                false);
        jdbi.useTransaction(handle -> table.insert(handle, export));
        return export;
    }
}
