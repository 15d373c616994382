package io.logferry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.BreakableWay;
import io.logferry.embedded.TestPostgres;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import io.logferry.retry.Patience;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A state database that is out of reach while an export runs. */
class StateFaultTest {
    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
    private static final String SHA = "0".repeat(64);

    private final TestPostgres.Database state = TestPostgres.shared().migrated();
    private final NodeId node = NodeId.random();
    private BreakableWay way;
    private Export export;

    @BeforeEach
    void insert() throws IOException {
        way = new BreakableWay(TestPostgres.shared().server().port());
        export = new Export(
                WorkflowId.random(),
                ProjectId.random(),
                InstanceId.random(),
                "orders",
                ExportRequest.everything(ExportKind.ERROR_LOG),
                NOW,
                new Export.Running(),
                List.of(new ExportFile(
                        node, "orders_node0", "0_errorlog_download", new ExportFile.Exporting(NOW, 0, 0))),
                List.of(),
                Optional.empty(),
                false);
        state.jdbi().useTransaction(handle -> new ExportTable(state.jdbi()).insert(handle, export));
    }

    @AfterEach
    void close() throws IOException {
        way.close();
    }

    @Test
    void a_run_waits_for_the_database_and_continues() throws Exception {
        ExportRun run = begin(new Patience(Duration.ofMinutes(10)));
        way.refuse();
        CompletableFuture<Void> mending = BreakableWay.soon(way::mend);
        run.progress(node, 10, 5, NOW);
        mending.join();
        way.reset();
        run.stored(node, 10, SHA, List.of(), NOW);
        run.succeeded(NOW);

        Export ended = new ExportTable(state.jdbi()).find(export.id()).orElseThrow();
        assertThat(ended.state()).isEqualTo(new Export.Succeeded(NOW));
        assertThat(ended.files().getFirst().state()).isEqualTo(new ExportFile.Stored(NOW, 1, 10, SHA));
    }

    @Test
    void a_run_ends_after_a_while_if_the_database_stays_away() throws Exception {
        ExportRun run = begin(new Patience(Duration.ofSeconds(1)));
        way.refuse();
        assertThatThrownBy(() -> run.progress(node, 10, 5, NOW)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_fault_that_will_not_pass_is_not_tried_again() {
        ExportRun run = begin(new Patience(Duration.ofDays(1)));
        assertThatThrownBy(() -> run.stored(node, 10, "\0", List.of(), NOW)).isInstanceOf(RuntimeException.class);
    }

    private ExportRun begin(Patience patience) {
        PGSimpleDataSource byTheWay = new PGSimpleDataSource();
        byTheWay.setURL(state.jdbcUrl());
        byTheWay.setPortNumbers(new int[] {way.port()});
        byTheWay.setUser(state.user());
        byTheWay.setPassword(state.password());
        Jdbi jdbi = Jdbi.create(byTheWay).installPlugin(new PostgresPlugin());
        return new ExportTable(jdbi, patience).beginRun(export.id()).orElseThrow();
    }
}
