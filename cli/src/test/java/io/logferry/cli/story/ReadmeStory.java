package io.logferry.cli.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command as README.md shows it; the server's story of the same name covers the rest of that page. */
class ReadmeStory {
    private static final String BEGIN = "<!-- readme:cli -->\n```sh\n";

    @TempDir
    private Path folder;

    @Test
    void a_newcomer_downloads_the_error_log_with_the_command_line() throws Exception {
        Path root = Path.of("").toAbsolutePath().getParent();
        String page = Files.readString(root.resolve("README.md"));
        String commands = page.substring(page.indexOf(BEGIN) + BEGIN.length()).replaceFirst("(?s)```.*", "");
        Path script = Files.writeString(folder.resolve("commands"), commands);
        Files.createSymbolicLink(folder.resolve("cli"), root.resolve("cli"));
        try (RunningService service = RunningService.start(folder.resolve(".logferry"), Duration.ofMinutes(5))) {
            Person.Running running = new Person(
                            folder,
                            Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()))
                    .types("bash -euo pipefail " + script.getFileName());
            assertThat(running.exitCode()).as(running.out() + running.err()).isZero();
            assertThat(running.err()).isEmpty();
            assertThat(running.out().lines())
                    .anySatisfy(line -> assertThat(line).contains(service.instanceId(), "sample", "ACTIVE"))
                    .anySatisfy(line -> assertThat(line).contains("ERROR"))
                    .contains("sample.log");
            byte[] downloaded = Files.readAllBytes(folder.resolve("sample.log"));
            assertThat(downloaded).isNotEmpty();
            assertThat(service.log()).startsWith(downloaded);
        }
    }
}
