package io.logferry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder {@code changes}, and {@code ./dev changelog}, which moves its files into CHANGELOG.md. */
class ChangesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final String CHANGELOG = "# Changelog\n\nWords about it.\n";

    @TempDir
    private Path folder;

    @Test
    void each_change_is_one_line_in_a_file_with_a_valid_name() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("changes"))) {
            for (Path file : files.filter(path -> !path.endsWith("README.md")).toList()) {
                assertThat(file.getFileName().toString())
                        .matches("[a-z0-9]+(-[a-z0-9]+)*\\.(added|changed|fixed)\\.md");
                assertThat(Files.readString(file)).as(file.toString()).matches("[^\\s-].*\\.\n");
            }
        }
    }

    @Test
    void changelog_moves_all_changes_below_a_new_version() throws Exception {
        prepare(CHANGELOG);
        change("second.fixed.md", "Second & \\1 \"fix\".");
        change("first.fixed.md", "First fix.");
        change("new.added.md", "New `thing`.");
        assertThat(changelog("0.2.0")).isEqualTo("0 ");
        assertThat(Files.readString(folder.resolve("CHANGELOG.md"))
                        .replaceFirst(" - \\d{4}-\\d\\d-\\d\\d\n", " - DATE\n"))
                .isEqualTo(CHANGELOG + """

                        ## 0.2.0 - DATE

                        ### Added
                        - New `thing`.

                        ### Fixed
                        - First fix.
                        - Second & \\1 "fix".
                        """);
        assertThat(folder.resolve("changes").toFile().list()).containsExactly("README.md");
    }

    @Test
    void a_later_version_is_above_the_earlier_ones() throws Exception {
        prepare(CHANGELOG + "\n## 0.1.0 - 2026-01-01\n\n### Added\n- All.\n");
        change("other.changed.md", "Other words.");
        assertThat(changelog("0.2.0")).isEqualTo("0 ");
        assertThat(Files.readString(folder.resolve("CHANGELOG.md")).replaceFirst("0.2.0 - \\S+\n", "0.2.0 - DATE\n"))
                .isEqualTo(
                        CHANGELOG
                                + "\n## 0.2.0 - DATE\n\n### Changed\n- Other words.\n\n## 0.1.0 - 2026-01-01\n\n### Added\n- All.\n");
    }

    @Test
    void a_version_that_is_invalid_or_there_already_changes_nothing() throws Exception {
        String before = CHANGELOG + "\n## 0.1.0 - 2026-01-01\n\n### Added\n- All.\n";
        prepare(before);
        assertThat(changelog("0.2.0"))
                .isEqualTo("1 dev: there are no changes to release: the folder changes has none.\n");
        change("other.changed.md", "Other words.");
        assertThat(changelog("0.1.0")).isEqualTo("1 dev: CHANGELOG.md already has a version 0.1.0.\n");
        assertThat(changelog("next")).startsWith("1 dev: usage: ./dev changelog VERSION");
        assertThat(folder.resolve("CHANGELOG.md")).hasContent(before);
        assertThat(folder.resolve("changes/other.changed.md")).exists();
    }

    private void prepare(String changelog) throws IOException {
        Files.copy(ROOT.resolve("dev"), folder.resolve("dev"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(folder.resolve("CHANGELOG.md"), changelog);
        Files.createDirectory(folder.resolve("changes"));
        change("README.md", "How to.");
    }

    private void change(String name, String line) throws IOException {
        Files.writeString(folder.resolve("changes").resolve(name), line + "\n");
    }

    /** The exit code, and what the command says. */
    private String changelog(String version) throws IOException, InterruptedException {
        Process dev = new ProcessBuilder(List.of(folder.resolve("dev").toString(), "changelog", version))
                .redirectErrorStream(true)
                .start();
        String said = new String(dev.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return dev.waitFor() + " " + said;
    }
}
