package io.logferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.cli.command.LauncherCommands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell script that starts Java, with a program in place of Java that prints its arguments. */
class LauncherTest {
    private static final String KEEPING = " -XX:+AutoCreateSharedArchive";

    @TempDir
    Path folder;

    /** What Java gets: each argument with a blank before it, each variable as NAME=VALUE. */
    private List<String> givenToJava(Map<String, String> variables) throws IOException {
        return givenToJava("instances", variables);
    }

    private List<String> givenToJava(String command, Map<String, String> variables) throws IOException {
        program("java/bin/java", "printf ' %s\\n' \"$@\"\nenv\n");
        Files.writeString(folder.resolve("java/release"), "JAVA_VERSION=\"21.0.1\"\n");
        ProcessBuilder launcher = new ProcessBuilder("sh", built().toString(), command);
        launcher.environment().keySet().removeIf(name -> name.matches("LC_.*|LANG.*|HOME|XDG_.*"));
        launcher.environment().put("JAVA_HOME", folder.resolve("java").toString());
        launcher.environment().putAll(variables);
        Process running = launcher.redirectErrorStream(true).start();
        return new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /** The launcher as the build makes it. */
    private Path built() throws IOException {
        String source = Files.readString(Path.of("src/main/sh/logferry"));
        return Files.writeString(folder.resolve("launcher"), source.replace("@COMMANDS@", LauncherCommands.names()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LANG", "LC_CTYPE", "LC_ALL"})
    void the_systems_words_are_asked_for_in_english_and_file_names_in_utf_8(String variable) throws IOException {
        List<String> environment = givenToJava(Map.of(variable, "fr_FR.UTF-8"));
        assertThat(environment)
                .contains("LC_MESSAGES=C")
                .contains((variable.equals("LANG") ? "LANG" : "LC_CTYPE") + "=fr_FR.UTF-8")
                .noneMatch(line -> line.startsWith("LC_ALL="));
    }

    @Test
    void classes_are_cached_only_if_there_is_a_cache_folder() throws IOException {
        assertThat(givenToJava(Map.of())).contains(" instances").doesNotContain(KEEPING);
        assertThat(givenToJava(Map.of("HOME", folder.toString()))).contains(" instances", KEEPING);
        assertThat(folder.resolve(".cache/logferry")).isDirectory();
    }

    @Test
    void every_command_that_calls_the_service_caches_classes_and_nothing_else_does() throws IOException {
        assertThat(LauncherCommands.names().split(" "))
                .contains("instances", "download", "errors", "jobs", "links")
                .doesNotContain("completion");
        Map<String, String> home = Map.of("HOME", folder.toString());
        for (String command : LauncherCommands.names().split(" ")) {
            assertThat(givenToJava(command, home)).contains(" " + command, KEEPING);
        }
        for (String other : List.of("", "completion", "--help", "instance", "COMMANDS")) {
            assertThat(givenToJava(other, home)).doesNotContain(KEEPING);
        }
    }

    @Test
    void on_a_full_disk_no_classes_are_cached_because_java_would_fail() throws IOException {
        program("bin/df", """
                echo Filesystem 1024-blocks Used Available Capacity Mounted on
                echo /dev/a disk 100000 99000 1000 99% /home/of 5% somebody
                """);
        Map<String, String> full =
                Map.of("HOME", folder.toString(), "PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        assertThat(givenToJava(full)).contains(" instances").doesNotContain(KEEPING);
    }

    private void program(String path, String script) throws IOException {
        Path program = folder.resolve(path);
        Files.createDirectories(program.getParent());
        Files.writeString(program, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
