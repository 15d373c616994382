package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer does first. */
class UpStory {
    @TempDir
    private Path folder;

    @Test
    void three_commands_copied_one_by_one_into_a_fresh_bash_download_the_error_log() throws Exception {
        Path home = folder.resolve("home");
        try (UpProcess up = UpProcess.on(home)) {
            Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
            String said = Bash.types(elsewhere, String.join("\n", up.commands()));
            assertThat(said).contains("\"status\":\"FINISH\"").contains("the error log is in ");

            Path downloaded = onlyFile(elsewhere);
            Path written = onlyFile(Path.of(up.environment().get("LOGFERRY_SAMPLE_LOG_DIR")));
            byte[] bytes = Files.readAllBytes(downloaded);
            assertThat(new String(bytes, StandardCharsets.UTF_8))
                    .contains("ERROR:  deadlock detected")
                    .endsWith("\n");
            assertThat(Files.readAllBytes(written)).startsWith(bytes);
        }
    }

    @Test
    void sigterm_stops_everything_and_a_second_start_keeps_the_data() {
        Path home = folder.resolve("home");
        Map<String, String> first;
        try (UpProcess up = UpProcess.on(home)) {
            first = up.environment();
            assertThat(up.terminate()).isIn(0, 143);
            assertThat(home.resolve("sample/data/postmaster.pid")).doesNotExist();
        }
        try (UpProcess up = UpProcess.on(home)) {
            for (String kept :
                    List.of("OS_PASSWORD", "OS_PROJECT_ID", "LOGFERRY_INSTANCE_ID", "LOGFERRY_SAMPLE_LOG_DIR")) {
                assertThat(up.environment()).containsEntry(kept, first.get(kept));
            }
        }
    }

    @Test
    void ctrl_c_stops_up_without_an_error_even_during_startup() {
        try (ServerProcess up = UpProcess.starting(folder.resolve("home"))) {
            assertThat(up.interrupt()).isIn(0, 143);
        }
    }

    private static Path onlyFile(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }
}
