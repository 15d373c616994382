package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PrivatePostgres;
import io.logferry.embedded.TestPostgres;
import io.logferry.id.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state database takes connections and says nothing on them, as on a disk that hangs. */
class StateStalledStory {
    @TempDir
    private Path folder;

    @Test
    void callers_get_503_while_the_state_database_stalls_and_succeed_afterwards() throws Exception {
        PrivatePostgres.Settings settings =
                new PrivatePostgres.Settings(folder.resolve("state"), PasswordFile.random()).withoutDurability();
        try (PrivatePostgres state = PrivatePostgres.start(TestPostgres.binaries(), settings)) {
            Fleet fleet = new Fleet(folder);
            SharedServer.LoggedNode node = SharedServer.get().loggedNode("master");
            Files.writeString(node.log().resolve("postgresql.log"), "LOG:  hello\n");
            InstanceId instance =
                    fleet.add(Fleet.Instance.of("orders", node.node())).id();
            Map<String, String> properties = new HashMap<>(fleet.write().settings());
            properties.put("logferry.database.url", state.jdbcUrl("postgres"));
            properties.put("logferry.database.username", "postgres");
            properties.put("logferry.database.password", settings.password().value());
            try (RunningServer server = RunningServer.on(folder.resolve("home"), properties)) {
                Api caller = Api.of(server, fleet);
                signal("-STOP");
                try {
                    Answer answer = caller.download(instance, "{}");
                    answer.error(503, "DBS.108002");
                    assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
                } finally {
                    signal("-CONT");
                }
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> caller.download(instance, "{}").status() == 200);
            }
        }
    }

    private void signal(String signal) throws IOException, InterruptedException {
        long postmaster = Long.parseLong(
                Files.readAllLines(folder.resolve("state/postmaster.pid")).getFirst());
        ProcessHandle process = ProcessHandle.of(postmaster).orElseThrow();
        List<String> command = new ArrayList<>(List.of("kill", signal));
        Stream.concat(Stream.of(process), process.descendants())
                .map(one -> String.valueOf(one.pid()))
                .forEach(command::add);
        // Some end by themselves meanwhile.
        new ProcessBuilder(command).start().waitFor();
    }
}
