package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PrivatePostgres;
import io.logferry.embedded.TestPostgres;
import io.logferry.id.InstanceId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state database goes down in the middle of an export, and comes back. */
class StateRestartStory {
    private static final int BYTES_PER_SECOND = 4 << 20;

    /** Ten seconds of work. */
    private static final String LOG =
            "LOG:  a line of the log, all like each other\n".repeat(10 * BYTES_PER_SECOND / 45);

    @TempDir
    private Path folder;

    @Test
    void the_service_and_a_running_export_continue_when_the_state_database_is_back() throws Exception {
        PrivatePostgres.Settings settings =
                new PrivatePostgres.Settings(folder.resolve("state"), PasswordFile.random()).withoutDurability();
        PrivatePostgres state = PrivatePostgres.start(TestPostgres.binaries(), settings);
        Fleet fleet = new Fleet(folder);
        SharedServer.LoggedNode node = SharedServer.get().loggedNode("master");
        Files.writeString(node.log().resolve("postgresql.log"), LOG);
        InstanceId instance =
                fleet.add(Fleet.Instance.of("orders", node.node())).id();
        Map<String, String> properties = new HashMap<>(fleet.write().settings());
        properties.put("logferry.database.url", state.jdbcUrl("postgres"));
        properties.put("logferry.database.username", "postgres");
        properties.put("logferry.database.password", settings.password().value());
        properties.put("logferry.export.max-rate", String.valueOf(BYTES_PER_SECOND));
        try (RunningServer server = RunningServer.on(folder.resolve("home"), properties)) {
            Api caller = Api.of(server, fleet);
            String workflow = caller.download(instance)
                    .ok()
                    .get("list")
                    .get(0)
                    .get("workflow_id")
                    .textValue();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> percentage(caller.job(workflow).ok()) > 10);

            state.close();
            caller.download(instance).error(503, "DBS.108002");
            state = PrivatePostgres.start(TestPostgres.binaries(), settings);

            assertFinishes(caller, instance, workflow);
        } finally {
            state.close();
        }
    }

    private static int percentage(JsonNode answer) {
        return Integer.parseInt(answer.get("job").get("process").textValue());
    }

    private static void assertFinishes(Api caller, InstanceId instance, String workflow) throws Exception {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(
                                caller.download(instance).ok().get("status").textValue())
                        .isEqualTo("FINISH"));
        JsonNode file = caller.finished(instance).get("list").get(0);
        assertThat(file.get("workflow_id").textValue()).isEqualTo(workflow);
        assertThat(Links.sha256(file.get("file_link").textValue()))
                .isEqualTo(Links.sha256(LOG.getBytes(StandardCharsets.UTF_8)));
    }
}
