package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.embedded.TestPostgres;
import io.logferry.id.InstanceId;
import io.logferry.id.ProjectId;
import io.logferry.identity.keystone.TestKeystone;
import io.logferry.source.LogServer;
import io.logferry.store.Bucket;
import io.logferry.store.s3.S3Server;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where it grows past one machine: a real Keystone, a real S3 server, two replicas on one state database, and two hundred instances whose logs
 * are all asked for at once. The instances share one PostgreSQL, each with a folder of its own.
 */
class TwoHundredInstancesStory {
    private static final Logger LOG = Logger.getLogger(TwoHundredInstancesStory.class);

    private static final Bucket BUCKET = new Bucket("logferry");
    private static final int INSTANCES = 200;
    private static final int DOWNLOADS_AT_ONCE = 4;

    /** Every so many instances one whose log is sent in parts, and for some seconds: there is always one to be killed at. */
    private static final int LARGE_ONE_EVERY = 12;

    private static final int LARGE = 17 << 20;
    private static final int BYTES_PER_SECOND = 6 << 20;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private static Path folder;

    private static final Map<InstanceId, Path> LOGS = new HashMap<>();
    private static S3Server s3;
    private static LogServer node;
    private static TestPostgres.Database state;
    private static RunningServer first;
    private static RunningServer second;
    private static Api caller;

    @BeforeAll
    static void start() throws Exception {
        TestKeystone keystone = TestKeystone.shared();
        ProjectId project = ProjectId.parse(keystone.createProject()).orElseThrow();
        TestKeystone.User member = keystone.createUser();
        keystone.grant(member, project.value(), "member");
        s3 = S3Server.start(Files.createDirectories(folder.resolve("s3")));
        node = LogServer.start(folder.resolve("node"), Map.of("max_connections", "500"));
        Fleet fleet = new Fleet(folder, project);
        for (int i = 0; i < INSTANCES; i++) {
            Path log = write(i);
            InstanceId id = fleet.add(Fleet.Instance.of(
                            "instance_" + i,
                            Fleet.Node.sql("master", node.postgres()).withLogIn(log.getParent())))
                    .id();
            LOGS.put(id, log);
        }
        fleet.write();
        state = TestPostgres.shared().empty();
        Map<String, String> settings = new HashMap<>(fleet.settings());
        settings.putAll(s3.settings());
        settings.put("logferry.identity.kind", "keystone");
        settings.put("logferry.identity.keystone.url", keystone.url().toString());
        settings.put("logferry.identity.roles", "member");
        settings.put("logferry.database.url", state.jdbcUrl());
        settings.put("logferry.database.username", state.user());
        settings.put("logferry.database.password", state.password());
        settings.put("logferry.export.max-rate", String.valueOf(BYTES_PER_SECOND));
        first = RunningServer.on(folder.resolve("first"), settings);
        second = RunningServer.on(folder.resolve("second"), settings);
        caller = Api.of(first, project, keystone.logIn(member, project.value()));
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
        node.close();
        s3.close();
    }

    /** Lines that are in no other instance's log. */
    private static Path write(int instance) throws IOException {
        int length = instance % LARGE_ONE_EVERY == LARGE_ONE_EVERY - 1 ? LARGE : 1000 * instance;
        StringBuilder log = new StringBuilder(length + 100);
        for (int line = 0; log.length() <= length; line++) {
            log.append("LOG:  instance ")
                    .append(instance)
                    .append(" says ")
                    .append(line)
                    .append('\n');
        }
        return Files.writeString(
                Files.createDirectories(folder.resolve("logs/" + instance)).resolve("postgresql.log"), log);
    }

    @Test
    void two_hundred_exports_are_complete_although_a_replica_is_killed() throws Exception {
        Map<InstanceId, String> workflows = askForAllAtOnce();
        assertThat(new HashSet<>(workflows.values())).hasSize(INSTANCES);

        RunningServer victim = inTheMiddleOfAnUpload();
        victim.kill();
        long killed = System.nanoTime();
        RunningServer survivor = victim == first ? second : first;
        Set<String> orphans = runBy(victim);
        assertThat(uploads()).containsAnyElementsOf(orphans);
        await().atMost(PATIENCE).until(() -> areBegunAgain(orphans));
        LOG.infof(
                "%d exports of the killed replica were taken over within %.1f s",
                orphans.size(), (System.nanoTime() - killed) / 1e9);

        Api other = caller.on(survivor);
        Map<InstanceId, JsonNode> files = new HashMap<>();
        for (InstanceId instance : LOGS.keySet()) {
            files.put(instance, finished(other, instance, workflows.get(instance)));
        }
        assertThatEachIsItsLog(files);
        assertThat(s3.uploads(BUCKET)).isEmpty();
        Set<String> storedAnew = workflowsWhere("workflow_id IN (SELECT workflow_id FROM export_file WHERE run = 2)");
        assertThat(orphans).containsAll(storedAnew);
        List<String> keys = files.values().stream()
                .map(file -> "%s/%s/%s%s"
                        .formatted(
                                caller.project(),
                                file.get("workflow_id").textValue(),
                                storedAnew.contains(file.get("workflow_id").textValue()) ? "2/" : "",
                                file.get("file_name").textValue()))
                .toList();
        // What the victim had just stored, without a row that tells, is looked for when its export has ended.
        await().atMost(PATIENCE.multipliedBy(2))
                .untilAsserted(() -> assertThat(s3.keys(BUCKET)).containsExactlyInAnyOrderElementsOf(keys));
        JsonNode tasks =
                other.get("/v3/" + other.project() + "/tasklist?limit=1").ok();
        assertThat(tasks.get("total_count").intValue()).isEqualTo(INSTANCES);
        assertThat(workflowsWhere("attempt > 2")).isEmpty();
        assertThat(workflowsWhere("attempt = 2"))
                .as("those that began a second time. " + victim.process().output()
                        + survivor.process().output())
                .isEqualTo(orphans);
    }

    /** Each of both replicas; the workflow that they tell. */
    private static Map<InstanceId, String> askForAllAtOnce() throws Exception {
        for (RunningServer server : List.of(first, second)) { // Keystone has been asked about the token
            await().atMost(PATIENCE)
                    .until(() -> caller.on(server).job(UUID.randomUUID()).status() == 400);
        }
        CountDownLatch go = new CountDownLatch(1);
        Map<InstanceId, List<Future<String>>> answers = new HashMap<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (InstanceId instance : LOGS.keySet()) {
                Callable<String> one = ask(caller.on(first), instance, go);
                Callable<String> other = ask(caller.on(second), instance, go);
                answers.put(instance, List.of(callers.submit(one), callers.submit(other)));
            }
            go.countDown();
        }
        Map<InstanceId, String> workflows = new HashMap<>();
        for (Map.Entry<InstanceId, List<Future<String>>> answer : answers.entrySet()) {
            String workflow = answer.getValue().getFirst().get();
            assertThat(answer.getValue().getLast().get()).isEqualTo(workflow);
            workflows.put(answer.getKey(), workflow);
        }
        return workflows;
    }

    private static Callable<String> ask(Api asked, InstanceId instance, CountDownLatch go) {
        return () -> {
            go.await();
            // a replica that has too much to do says when to come again
            return await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> asked.download(instance), answer -> answer.status() != 503)
                    .ok()
                    .get("list")
                    .get(0)
                    .get("workflow_id")
                    .textValue();
        };
    }

    /** Half of the files are there, and this replica has just begun to send another in parts. */
    private static RunningServer inTheMiddleOfAnUpload() {
        await().atMost(PATIENCE).until(() -> s3.keys(BUCKET).size() >= INSTANCES / 2);
        Set<String> earlier = uploads();
        String workflow = await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> uploads().stream()
                                .filter(one -> !earlier.contains(one))
                                .findFirst()
                                .orElse(""),
                        one -> !one.isEmpty());
        return runBy(first).contains(workflow) ? first : second;
    }

    /** The workflows of the uploads under way. */
    private static Set<String> uploads() {
        return s3.uploads(BUCKET).stream()
                .map(upload -> Path.of(upload.key()).getName(1).toString())
                .collect(Collectors.toSet());
    }

    /** The workflows that this replica runs now, or was running when it died. */
    private static Set<String> runBy(RunningServer replica) {
        return workflowsWhere("""
                state = 'RUNNING' AND attempt = 1 AND workflow_id::text IN (SELECT task_instance FROM scheduled_tasks
                    WHERE picked AND picked_by LIKE '%%-%d-%%')""".formatted(replica.process().pid()));
    }

    private static boolean areBegunAgain(Set<String> workflows) {
        return Collections.disjoint(workflowsWhere("attempt = 1"), workflows);
    }

    private static Set<String> workflowsWhere(String condition) {
        List<String> found = state.jdbi()
                .withHandle(handle -> handle.select("SELECT workflow_id::text FROM export WHERE " + condition)
                        .mapTo(String.class)
                        .list());
        return new HashSet<>(found);
    }

    private static JsonNode finished(Api asked, InstanceId instance, String workflow) {
        JsonNode answer = await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(
                        () -> asked.download(instance).ok(),
                        one -> !one.get("status").textValue().equals("CREATING"));
        assertThat(answer.get("status").textValue()).as(answer.toString()).isEqualTo("FINISH");
        assertThat(answer.get("list")).hasSize(1);
        JsonNode file = answer.get("list").get(0);
        assertThat(file.get("workflow_id").textValue()).isEqualTo(workflow);
        return file;
    }

    private static void assertThatEachIsItsLog(Map<InstanceId, JsonNode> files) throws Exception {
        List<Future<?>> downloads = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(DOWNLOADS_AT_ONCE)) {
            files.forEach((instance, file) ->
                    downloads.add(threads.submit(() -> assertThatItIsTheLog(file, LOGS.get(instance)))));
        }
        for (Future<?> download : downloads) {
            download.get();
        }
    }

    private static void assertThatItIsTheLog(JsonNode file, Path log) {
        try (InputStream content = new BufferedInputStream(Files.newInputStream(log))) {
            String sha256 = Links.sha256(content);
            assertThat(file.get("file_size").textValue()).isEqualTo(String.valueOf(Files.size(log)));
            assertThat(file.get("file_sha256").textValue()).isEqualTo(sha256);
            assertThat(Links.sha256(file.get("file_link").textValue())).isEqualTo(sha256);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
