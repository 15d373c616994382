package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.id.InstanceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever ends the service in the middle of an export: on the same home it goes on, and nothing is lost or left behind. */
class CrashStory {
    private static final int BYTES_PER_SECOND = 4 << 20;

    /** Six seconds of work. */
    private static final String LOG =
            "LOG:  a line of the log, all like each other\n".repeat(6 * BYTES_PER_SECOND / 45);

    @TempDir
    private static Path folder;

    private static Fleet fleet;
    private static RunningServer server;
    private static Api caller;
    private static InstanceId killed;
    private static InstanceId terminated;
    private static InstanceId before;

    @BeforeAll
    static void start() throws IOException {
        fleet = new Fleet(folder);
        killed = instance("killed", LOG);
        terminated = instance("terminated", LOG);
        before = instance("before", "LOG:  before\n");
        Map<String, String> settings = new HashMap<>(fleet.write().settings());
        settings.put("logferry.export.max-rate", String.valueOf(BYTES_PER_SECOND));
        server = RunningServer.on(folder.resolve("home"), settings);
        caller = Api.of(server, fleet);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static InstanceId instance(String name, String log) throws IOException {
        SharedServer.LoggedNode node = SharedServer.get().loggedNode("master");
        Files.writeString(node.log().resolve("postgresql.log"), log);
        return fleet.add(Fleet.Instance.of(name, node.node())).id();
    }

    @Test
    void export_resumes_after_kill_minus_nine() throws IOException {
        JsonNode earlier = caller.finished(before).get("list").get(0);
        String workflow = beginAndAwaitTheMiddle(killed);

        server.kill();
        server.restart();

        assertFinishes(killed, workflow);
        // a link outlives the server that signed it
        String link = earlier.get("file_link").textValue();
        assertThat(Links.bytes(
                        link.replaceFirst("http://[^/]+", server.endpoint().toString())))
                .asString()
                .isEqualTo("LOG:  before\n");
    }

    @Test
    void export_resumes_after_sigterm() throws IOException {
        String workflow = beginAndAwaitTheMiddle(terminated);

        assertThat(server.terminate()).isIn(0, 143);
        assertThat(incoming()).isEmpty();
        server.restart();

        assertFinishes(terminated, workflow);
    }

    private static String beginAndAwaitTheMiddle(InstanceId instance) {
        JsonNode begun = caller.download(instance).ok().get("list").get(0);
        String workflow = begun.get("workflow_id").textValue();
        await().atMost(Duration.ofMinutes(5)).until(() -> percentage(workflow) > 10);
        JsonNode still = caller.download(instance).ok();
        assertThat(still.get("status").textValue()).isEqualTo("CREATING");
        return workflow;
    }

    /** Of a task that runs. */
    private static int percentage(String workflow) {
        JsonNode job = caller.job(workflow).ok().get("job");
        assertThat(Answer.fieldsOf(job))
                .containsExactlyInAnyOrder(
                        "id", "name", "status", "created", "process", "instance", "entities", "notes");
        assertThat(job.get("status").textValue()).isEqualTo("Running");
        assertThat(job.get("process").textValue()).matches("[0-9]{1,2}");
        return Integer.parseInt(job.get("process").textValue());
    }

    private static void assertFinishes(InstanceId instance, String workflow) throws IOException {
        JsonNode answer = await().atMost(Duration.ofMinutes(1))
                .until(
                        () -> caller.download(instance).ok(),
                        one -> !one.get("status").textValue().equals("CREATING"));
        JsonNode file = answer.get("list").get(0);
        assertThat(answer.get("status").textValue()).as(answer.toString()).isEqualTo("FINISH");
        assertThat(file.get("workflow_id").textValue()).isEqualTo(workflow);
        byte[] whole = LOG.getBytes(StandardCharsets.UTF_8);
        assertThat(file.get("file_size").textValue()).isEqualTo(String.valueOf(whole.length));
        assertThat(file.get("file_sha256").textValue()).isEqualTo(Links.sha256(whole));
        assertThat(Links.sha256(file.get("file_link").textValue())).isEqualTo(Links.sha256(whole));
        assertThat(incoming()).isEmpty();
    }

    /** Files under way; there are none but while an export runs. */
    private static List<Path> incoming() throws IOException {
        try (Stream<Path> files = Files.walk(server.home().resolve("store/.incoming"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
