package io.logferry.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpCommandTest {
    private static final URI ENDPOINT = URI.create("http://127.0.0.1:4711");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void a_second_start_keeps_ids_passwords_and_ports() throws Exception {
        Path home = folder.resolve("it's a home");
        String first;
        String users;
        try (UpCommand up = start(home, List.of())) {
            ready(up);
            first = Files.readString(home.resolve("up.env"));
            users = Files.readString(home.resolve("users.yaml"));
            assertThat(sourced(home, "$LOGFERRY_ENDPOINT $OS_AUTH_URL $OS_USERNAME"))
                    .isEqualTo(ENDPOINT + " " + ENDPOINT + "/v3 demo");
            assertThat(Path.of(sourced(home, "$LOGFERRY_SAMPLE_LOG_DIR"))).isNotEmptyDirectory();
            assertThat(sourced(home, "$LOGFERRY_SAMPLE_DSN"))
                    .matches("postgresql://postgres:\\w+@127.0.0.1:\\d+/postgres");
            assertThat(first.lines().map(line -> line.replaceFirst("=.*", "")))
                    .containsExactly(
                            "LOGFERRY_ENDPOINT",
                            "OS_AUTH_URL",
                            "OS_USERNAME",
                            "OS_PASSWORD",
                            "OS_USER_DOMAIN_NAME",
                            "OS_PROJECT_ID",
                            "OS_PROJECT_NAME",
                            "OS_PROJECT_DOMAIN_NAME",
                            "LOGFERRY_INSTANCE_ID",
                            "LOGFERRY_SAMPLE_LOG_DIR",
                            "LOGFERRY_SAMPLE_DSN");
        }
        try (UpCommand up = start(home, List.of())) {
            assertThat(home.resolve("up.env")).doesNotExist();
            ready(up);
            assertThat(home.resolve("up.env")).hasContent(first);
            // With another hash of the same password, all tokens would end.
            assertThat(home.resolve("users.yaml")).hasContent(users);
        }
        assertThatNothingIsOpenToOthers(home);
    }

    @Test
    void a_second_up_with_the_same_home_fails_and_changes_nothing() throws Exception {
        Path home = folder.resolve("home");
        List<String> own = List.of("--dsn", "postgresql://me:secret@db/app");
        try (UpCommand up = start(home, own)) {
            ready(up);
            Map<Path, String> before = contents(home);
            for (List<String> arguments : List.of(own, List.<String>of())) {
                assertThatThrownBy(() -> start(home, arguments))
                        .hasMessageContaining(home.toString())
                        .hasMessageContaining("is in use by another `up`")
                        .hasMessageContaining("LOGFERRY_HOME");
            }
            assertThat(contents(home)).isEqualTo(before).containsKey(home.resolve("up.env"));
        }
        start(home, own).close();
    }

    @Test
    void dsn_replaces_the_sample_with_the_users_postgresql() throws Exception {
        try (UpCommand up = start(folder.resolve("home"), List.of("--dsn", "postgresql://me:top-secret@db:5433/app"))) {
            ready(up);
            assertThat(up.isOnOwnPostgres()).isTrue();
            assertThat(Path.of(up.settings().get("logferry.inventory")))
                    .content()
                    .contains("host: \"db\", port: 5433, database: \"app\"")
                    .contains("user: \"me\"")
                    .contains("sslmode: prefer")
                    .doesNotContain("top-secret");
            assertThat(folder.resolve("home/up.env"))
                    .content()
                    .contains("LOGFERRY_INSTANCE_ID")
                    .doesNotContain("LOGFERRY_SAMPLE");
            assertThat(folder.resolve("home/sample")).doesNotExist();
        }
    }

    @Test
    void edits_are_kept_and_only_lines_that_must_change_are_replaced() throws Exception {
        Path home = folder.resolve("home");
        Path inventory = home.resolve("inventory.yaml");
        Path users = home.resolve("users.yaml");
        start(home, List.of("--dsn", "postgresql://me:secret@db:5433/app")).close();
        String made = Files.readString(inventory);
        String edited = made.replace("region: local", "region: mine").replace("log:", "availability_zone: az1, log:");
        Files.writeString(inventory, edited);
        Files.writeString(users, "users: []");

        start(home, List.of("--dsn", "postgresql://me:secret@db:5434/app")).close();
        assertThat(inventory).content().isEqualTo(edited.replace("port: 5433", "port: 5434"));
        assertThat(users).content().isEqualTo("users: []");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inventory.yaml", "users.yaml"})
    void a_file_that_up_did_not_write_is_not_changed(String name) throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        Path file = Files.writeString(home.resolve(name), "# ours, in production\n");
        List<String> own = List.of("--dsn", "postgresql://me:secret@db/app");
        Map<Path, String> before = contents(home);
        assertThatThrownBy(() -> start(home, own))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("LOGFERRY_HOME");
        assertThat(contents(home)).containsAllEntriesOf(before).hasSize(before.size() + 1);

        Files.delete(file);
        start(home, own).close();
        assertThat(file).exists();
    }

    @Test
    void up_starts_again_after_an_interrupted_first_start() throws Exception {
        Path home = folder.resolve("home");
        List<String> own = List.of("--dsn", "postgresql://me:secret@db/app");
        start(home, own).close();
        Files.delete(home.resolve("up/inventory.yaml"));
        start(home, own).close();
        assertThat(home.resolve("up/inventory.yaml")).hasSameTextualContentAs(home.resolve("inventory.yaml"));
    }

    @Test
    void the_printed_commands_are_three_lines_that_bash_understands() throws Exception {
        try (UpCommand up = start(folder.resolve("home"), List.of("--dsn", "postgresql://me:secret@db/app"))) {
            ready(up);
        }
        List<String> commands = printed.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("curl "))
                .toList();
        assertThat(commands).hasSize(3);
        for (String command : commands) {
            assertThat(bash("-n", "-c", command)).isEmpty();
        }
    }

    @Test
    void unknown_arguments_are_rejected() {
        assertThatThrownBy(() -> start(folder.resolve("home"), List.of("--help")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("usage: up");
        assertThat(folder.resolve("home")).doesNotExist();
    }

    private static UpCommand start(Path home, List<String> arguments) {
        return UpCommand.start(home, arguments, dsn -> Optional.empty());
    }

    private void ready(UpCommand up) {
        up.ready(ENDPOINT, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private static void assertThatNothingIsOpenToOthers(Path home) throws IOException {
        assertThat(permissions(home)).isEqualTo("rwx------");
        try (Stream<Path> files = Files.walk(home)) {
            assertThat(files.filter(file -> file.toString().matches(".*(password|yaml|env|properties)"))
                            .toList())
                    .hasSizeGreaterThanOrEqualTo(8)
                    .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
        }
    }

    private static Map<Path, String> contents(Path home) throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file, Files.readString(file));
            }
        }
        return contents;
    }

    private static String sourced(Path home, String expression) throws Exception {
        return bash(
                "-c",
                "source \"$0\" && echo \"" + expression + "\"",
                home.resolve("up.env").toString());
    }

    private static String bash(String... arguments) throws Exception {
        List<String> command =
                Stream.concat(Stream.of("bash"), Stream.of(arguments)).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
