package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.embedded.TestPostgres;
import io.logferry.id.InstanceId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Calling it again and again". */
class SingleFlightStory {
    private static final Duration REUSE_FOR = Duration.ofSeconds(1);
    private static final int MAX_SIZE = 100_000;

    @TempDir
    private static Path folder;

    private static Fleet fleet;
    private static RunningServer hasty;
    private static Api caller;
    private static InstanceId small;
    private static InstanceId tooLarge;

    @BeforeAll
    static void start() throws Exception {
        fleet = new Fleet(folder);
        small = instance("small", "LOG:  small\n");
        tooLarge = instance("large", "x".repeat(MAX_SIZE) + "\n");
        fleet.write();
        TestPostgres.Database state = TestPostgres.shared().empty();
        Map<String, String> settings = new HashMap<>(fleet.settings());
        settings.put("logferry.database.url", state.jdbcUrl());
        settings.put("logferry.database.username", state.user());
        settings.put("logferry.database.password", state.password());
        settings.put("logferry.export.reuse-for", REUSE_FOR.toString());
        settings.put("logferry.export.max-size", String.valueOf(MAX_SIZE));
        hasty = RunningServer.on(folder.resolve("home"), settings);
        caller = Api.of(hasty, fleet);
    }

    @AfterAll
    static void stop() {
        hasty.close();
    }

    private static InstanceId instance(String name, String log) throws Exception {
        SharedServer.LoggedNode node = SharedServer.get().loggedNode("master");
        Files.writeString(node.log().resolve("postgresql.log"), log);
        return fleet.add(Fleet.Instance.of(name, node.node())).id();
    }

    @Test
    void forty_concurrent_callers_share_one_workflow_across_replicas() throws Exception {
        SharedServer shared = SharedServer.get();
        InstanceId wanted = shared.instance("shared", "LOG:  shared\n").id();
        try (RunningServer replica = shared.startReplica()) {
            Api one = shared.api();
            Api other = one.on(replica);
            Set<String> workflows = askAtOnce(wanted, one, other);
            assertThat(workflows).hasSize(1);
            JsonNode tasks = one.get("/v3/" + one.project() + "/tasklist?instance_id=" + wanted)
                    .ok();
            assertThat(tasks.get("total_count").intValue()).isEqualTo(1);

            String link =
                    other.finished(wanted).get("list").get(0).get("file_link").textValue();
            for (RunningServer server : List.of(replica, shared.server())) {
                String there =
                        link.replaceFirst("http://[^/]+", server.endpoint().toString());
                assertThat(Links.bytes(there)).asString().isEqualTo("LOG:  shared\n");
            }
        }
    }

    /** Twenty callers of each; the workflows that they are told. */
    private static Set<String> askAtOnce(InstanceId wanted, Api one, Api other) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<String>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(40)) {
            for (int i = 0; i < 40; i++) {
                Api asking = i % 2 == 0 ? one : other;
                answers.add(callers.submit(() -> {
                    go.await();
                    return workflowOf(asking.download(wanted).ok());
                }));
            }
            go.countDown();
        }
        Set<String> workflows = new HashSet<>();
        for (Future<String> answer : answers) {
            workflows.add(answer.get());
        }
        return workflows;
    }

    @Test
    void a_result_is_reused_until_some_time_after_its_first_delivery() {
        String workflow = workflowOf(caller.download(small).ok());
        await().atMost(Duration.ofMinutes(5)).until(() -> isCompleted(workflow));
        Duration longerThanReuse = REUSE_FOR.multipliedBy(2);
        await().pollDelay(longerThanReuse).until(() -> isCompleted(workflow));

        JsonNode delivered = caller.download(small).ok();
        assertThat(delivered.get("status").textValue()).isEqualTo("FINISH");
        assertThat(workflowOf(delivered)).isEqualTo(workflow);
        String link = delivered.get("list").get(0).get("file_link").textValue();

        JsonNode next = await().until(
                        () -> caller.download(small).ok(),
                        answer -> !workflowOf(answer).equals(workflow));
        assertThat(next.get("status").textValue()).isEqualTo("CREATING");
        assertThat(Links.bytes(link)).asString().isEqualTo("LOG:  small\n");
    }

    @Test
    void callers_who_ask_soon_get_the_same_failure_and_its_reason() {
        String workflow = workflowOf(caller.download(tooLarge).ok());
        await().until(() -> !job(workflow).get("status").textValue().equals("Running"));
        for (int i = 0; i < 3; i++) {
            JsonNode failed = caller.download(tooLarge).ok();
            assertThat(failed.get("status").textValue()).isEqualTo("FAILED");
            assertThat(workflowOf(failed)).isEqualTo(workflow);
        }
        assertThat(job(workflow).get("fail_reason").textValue())
                .contains("large_")
                .contains("max-size");
    }

    private static boolean isCompleted(String workflow) {
        return job(workflow).get("status").textValue().equals("Completed");
    }

    private static JsonNode job(String workflow) {
        return caller.job(workflow).ok().get("job");
    }

    private static String workflowOf(JsonNode answer) {
        return answer.get("list").get(0).get("workflow_id").textValue();
    }
}
