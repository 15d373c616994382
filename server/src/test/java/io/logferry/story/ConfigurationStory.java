package io.logferry.story;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is configured wrongly, at the start and while the service runs. */
class ConfigurationStory {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @Test
    void a_broken_file_does_not_replace_the_last_good_one_and_log_and_metrics_report_it() throws Exception {
        Fleet fleet = new Fleet(folder).write();
        Path inventory = folder.resolve("inventory.yaml");
        String good = Files.readString(inventory);
        try (RunningServer server = RunningServer.on(folder.resolve("home"), fleet.settings())) {
            assertThat(metrics(server)).contains(broken("inventory", 0), broken("users", 0));

            Files.writeString(inventory, good + "nonsense: true\n");
            await().atMost(PATIENCE).until(() -> metrics(server).contains(broken("inventory", 1)));
            String problem = "nonsense: there is no such field";
            await().untilAsserted(() ->
                    assertThat(server.process().output()).contains("its last good content stays in force", problem));
            assertThat(get(server, "/q/health/ready"))
                    .doesNotContain(problem)
                    .contains("\"UP\"", "a configuration file was changed and is broken");
            Api.of(server, fleet).get("/v3/" + fleet.project() + "/instances").ok();

            Files.writeString(inventory, good);
            await().atMost(PATIENCE).until(() -> metrics(server).contains(broken("inventory", 0)));
            assertThat(get(server, "/q/health/ready")).doesNotContain("is broken");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logferry.link.ttl=P8D",
                "logferry.link.ttl=PT0S",
                "logferry.public-url=logs.example.com",
                "logferry.export.workers=0",
                "logferry.export.max-rate=0"
            })
    void an_invalid_setting_is_reported_at_startup_and_not_to_the_first_caller(String setting) {
        Map<String, String> settings = new TreeMap<>(new Fleet(folder).write().settings());
        String name = setting.substring(0, setting.indexOf('='));
        settings.put(name, setting.substring(name.length() + 1));
        assertThatThrownBy(() -> RunningServer.on(folder.resolve("home"), settings))
                .hasMessageContaining("ended with exit code 1")
                .hasMessageContaining("Logferry can't start")
                .hasMessageContaining(name + " ");
    }

    private static String broken(String file, int value) {
        return "logferry_configuration_broken{file=\"" + file + "\"} " + value + ".0";
    }

    private static String metrics(RunningServer server) {
        return get(server, "/q/metrics");
    }

    private static String get(RunningServer server, String path) {
        return given().baseUri(server.endpoint().toString()).get(path).asString();
    }
}
