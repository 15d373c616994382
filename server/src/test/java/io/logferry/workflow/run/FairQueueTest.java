package io.logferry.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.embedded.TestPostgres;
import io.logferry.export.Export;
import io.logferry.export.ExportTable;
import io.logferry.health.InstanceHealth;
import io.logferry.id.ProjectId;
import io.logferry.source.LogSource;
import io.logferry.source.node.NodeLogSource;
import io.logferry.store.Bucket;
import io.logferry.store.local.LocalStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order exports are begun, told by the state database itself. */
class FairQueueTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ProjectId BUSY = ProjectId.random();

    private final TestPostgres.Database state = TestPostgres.shared().migrated();
    private final ExportTable exports = new ExportTable(state.jdbi());
    private final NodeLogSource source = new NodeLogSource(LogSource.Limits.NONE, CLOCK);
    private final InstanceHealth health = new InstanceHealth(source, CLOCK);
    private final List<ExportWorkers> replicas = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void noteWhatIsAskedForAndBegun() {
        state.jdbi().useHandle(handle -> {
            handle.execute("CREATE TABLE event (number bigserial, project_id text, is_begin boolean)");
            handle.execute("""
                    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                        INSERT INTO event (project_id, is_begin) VALUES (new.project_id, TG_OP = 'UPDATE');
                        RETURN new;
                    END $$""");
            handle.execute("CREATE TRIGGER asked AFTER INSERT ON export FOR EACH ROW EXECUTE FUNCTION note()");
            handle.execute("CREATE TRIGGER begun AFTER UPDATE OF attempt ON export FOR EACH ROW"
                    + " WHEN (old.attempt = 0) EXECUTE FUNCTION note()");
        });
    }

    @AfterEach
    void stop() {
        replicas.forEach(ExportWorkers::stop);
        health.close();
    }

    @Test
    void a_thousand_exports_of_one_project_delay_the_first_of_another_by_one_at_most() throws IOException {
        ExportWorkers workers = replica(1);
        ask(workers, BUSY, 1000);
        workers.start();
        for (int newcomer = 0; newcomer < 5; newcomer++) {
            int begun = begunOf(BUSY);
            await().atMost(PATIENCE).until(() -> begunOf(BUSY) > begun);
            ProjectId other = ProjectId.random();
            ask(workers, other, 1);
            await().atMost(PATIENCE).until(() -> begunOf(other) == 1);
            assertThat(begunBetween(other))
                    .as("exports of the busy project begun meanwhile")
                    .isLessThanOrEqualTo(1);
        }
        assertThat(begunOf(BUSY)).isLessThan(1000);
    }

    @Test
    void projects_take_turns_also_with_two_replicas_and_with_several_new_projects_at_once() throws IOException {
        ExportWorkers one = replica(1);
        ExportWorkers two = replica(1);
        ask(one, BUSY, 500);
        one.start();
        two.start();
        await().atMost(PATIENCE).until(() -> begunOf(BUSY) > 4);
        List<ProjectId> others =
                IntStream.range(0, 4).mapToObj(number -> ProjectId.random()).toList();
        others.forEach(other -> ask(two, other, 20));
        for (ProjectId other : others) {
            await().atMost(PATIENCE).until(() -> begunOf(other) == 20);
            // Each of the two may have taken one already.
            assertThat(begunBetween(other)).isLessThanOrEqualTo(2);
        }
        String meanwhile = """
                project_id = ? AND number BETWEEN (SELECT min(number) FROM event WHERE project_id = ?)
                    AND (SELECT max(number) FROM event WHERE project_id = ? AND is_begin)""";
        String first = others.getFirst().value();
        // It was its turn as often as theirs; the later of the four asked a little later.
        assertThat(count(meanwhile, BUSY.value(), first, first)).isBetween(15, 40);
    }

    @Test
    void an_export_that_waits_is_not_overtaken_for_ever() {
        state.jdbi().useTransaction(handle -> {
            exports.insert(handle, exportOf(BUSY));
            exports.insert(handle, exportOf(BUSY));
            exports.insert(handle, exportOf(BUSY));
        });
        List<ProjectId> order = new ArrayList<>();
        for (int step = 0; step < 15; step++) {
            state.jdbi().useTransaction(handle -> {
                exports.insert(handle, exportOf(ProjectId.random()));
                order.add(beginNext(handle));
            });
        }
        assertThat(order.stream().filter(BUSY::equals)).hasSize(3);
    }

    /** As the workers do, and the export that ran before is over. */
    private ProjectId beginNext(Handle handle) {
        handle.execute("DELETE FROM export WHERE attempt > 1");
        handle.execute("UPDATE export SET attempt = 2 WHERE attempt = 1");
        return handle.select("""
                        UPDATE export SET attempt = 1 WHERE workflow_id = (
                               SELECT workflow_id FROM export WHERE attempt = 0 ORDER BY turn, created_at LIMIT 1)
                        RETURNING project_id""").mapTo(String.class).map(ProjectId::new).one();
    }

    private void ask(ExportWorkers workers, ProjectId project, int number) {
        state.jdbi().useTransaction(handle -> {
            for (int export = 0; export < number; export++) {
                Export one = exportOf(project);
                exports.insert(handle, one);
                workers.enqueue(handle, one.id());
            }
        });
    }

    /** It ends quickly: its instance is in no inventory. */
    private static Export exportOf(ProjectId project) {
        Export any = RunningExport.ofOneNode(CLOCK.instant().truncatedTo(ChronoUnit.MILLIS));
        return new Export(
                any.id(),
                project,
                any.instance(),
                any.instanceName(),
                any.request(),
                any.createdAt(),
                any.state(),
                any.files(),
                any.notes(),
                any.deliveredAt(),
                any.withdrawn());
    }

    private int begunOf(ProjectId project) {
        return count("project_id = ?", project.value());
    }

    /** How many of the busy project's were begun after the other's was asked for and before its first was begun. */
    private int begunBetween(ProjectId other) {
        return count("""
                project_id = ? AND number BETWEEN (SELECT max(number) FROM event WHERE project_id = ? AND NOT is_begin)
                    AND (SELECT min(number) FROM event WHERE project_id = ? AND is_begin)""", BUSY.value(), other.value(), other.value());
    }

    private int count(String condition, Object... parameters) {
        return state.jdbi()
                .withHandle(handle -> handle.select(
                                "SELECT count(*) FROM event WHERE is_begin AND " + condition, parameters)
                        .mapTo(Integer.class)
                        .one());
    }

    private ExportWorkers replica(int threads) throws IOException {
        LocalStore store = LocalStore.open(folder, new Bucket("logferry"), true, CLOCK);
        ExportWorkers workers = new Replica(state, source, health, store, List.of(), CLOCK).workers(threads);
        replicas.add(workers);
        return workers;
    }
}
