package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An installation that has no programs of PostgreSQL. {@link KubernetesStory} shows that it serves if it has a state database. */
class InstallationStory {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "deploy/container/Containerfile"})
    void the_start_fails_without_a_state_database_and_says_what_to_set(String page) throws Exception {
        Installation installation = Installation.in(folder.resolve("program"), page);
        for (List<String> arguments : List.of(List.of(installation.server()), List.of(installation.server(), "up"))) {
            assertThatThrownBy(() -> RunningServer.by(
                            arguments,
                            folder.resolve("home"),
                            Map.of(
                                    "LOGFERRY_HOME",
                                    folder.resolve("home").toString(),
                                    "LOGFERRY_PORT",
                                    "0",
                                    "LOGFERRY_BIND",
                                    "127.0.0.1",
                                    "JAVA_HOME",
                                    System.getProperty("java.home"))))
                    .hasMessageContaining("ended with exit code 1")
                    .hasMessageContaining("Logferry can't start: This installation has no PostgreSQL binaries")
                    .hasMessageContaining("Set logferry.database.url to a PostgreSQL database");
        }
    }
}
