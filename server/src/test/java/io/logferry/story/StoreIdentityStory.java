package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logferry.embedded.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does after the store was moved or lost. */
class StoreIdentityStory {
    @TempDir
    private Path folder;

    @Test
    void a_moved_store_is_refused_until_it_is_adopted_and_a_lost_store_is_noticed() throws Exception {
        Path home = folder.resolve("home");
        TestPostgres.Database state = TestPostgres.shared().empty();
        Map<String, String> settings = new HashMap<>(new Fleet(folder).write().settings());
        settings.put("logferry.database.url", state.jdbcUrl());
        settings.put("logferry.database.username", state.user());
        settings.put("logferry.database.password", state.password());
        RunningServer.on(home, settings).close();

        settings.put("logferry.store.local.directory", folder.resolve("new").toString());
        assertThatThrownBy(() -> RunningServer.on(home, settings))
                .hasMessageContaining("ended with exit code 1")
                .hasMessageContaining("Logferry can't start")
                .hasMessageContaining("lost or unmounted")
                .hasMessageContaining("logferry-server adopt-store");

        assertThat(adoptStore(home, settings))
                .contains("adopted", folder.resolve("new").toString());

        try (RunningServer server = RunningServer.on(home, settings)) {
            try (Stream<Path> files = Files.list(folder.resolve("new"))) {
                for (Path id : files.filter(Files::isRegularFile).toList()) {
                    Files.delete(id);
                }
            }
            await().atMost(Duration.ofMinutes(2)).until(() -> !server.process().isAlive());
            assertThat(server.process().output()).contains("lost or unmounted", "adopt-store");
        }
    }

    private String adoptStore(Path home, Map<String, String> settings) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Dlogferry.home=" + home));
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-jar", RunningServer.jar(), "adopt-store"));
        Path out = folder.resolve("adopt-store.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LOGFERRY_") || name.startsWith("QUARKUS_"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            String told = Files.readString(out);
            assertThat(process.exitValue()).as(told).isZero();
            return told;
        } finally {
            process.destroyForcibly();
        }
    }
}
