package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service is told to end while it still reads what it was given, and what it is given doesn't come to an end. */
class EndWhileStartingStory {
    @TempDir
    private Path folder;

    @Test
    void a_stop_during_startup_stops_the_embedded_database() throws Exception {
        Map<String, String> settings = new Fleet(folder).write().settings();
        Path inventory = Path.of(settings.get("logferry.inventory"));
        Files.delete(inventory);
        assertThat(new ProcessBuilder("mkfifo", inventory.toString()).start().waitFor())
                .isZero();
        Path home = folder.resolve("home");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogferry.port=0",
                "-Dlogferry.bind=127.0.0.1",
                "-Dlogferry.home=" + home,
                "-Dlogferry.inventory=" + inventory,
                "-Dlogferry.identity.users=" + settings.get("logferry.identity.users"),
                "-jar",
                RunningServer.jar());
        try (ServerProcess server = ServerProcess.start(home, command, Map.of())) {
            // Opened once the other end is.
            FutureTask<FileOutputStream> opened = new FutureTask<>(() -> new FileOutputStream(inventory.toFile()));
            Thread.ofPlatform().daemon().start(opened);
            try (FileOutputStream writer = opened.get(3, TimeUnit.MINUTES)) {
                long postmaster = Long.parseLong(Files.readAllLines(home.resolve("state/data/postmaster.pid"))
                        .getFirst());
                writer.write('p');
                assertThat(ProcessHandle.of(postmaster)).isPresent();

                server.terminate();

                assertThat(ProcessHandle.of(postmaster).filter(ProcessHandle::isAlive))
                        .isEmpty();
            }
        }
    }
}
