package io.logferry.cli.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logferry.cli.story.Person.Running;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real command, in pipes and in a pseudo-terminal, against the real service. */
class CommandStory {
    private static final Duration LINK_TTL = Duration.ofSeconds(3);
    private static final int OLD_LOG = 24_000_000;

    @TempDir
    static Path home;

    private static RunningService service;

    @TempDir
    Path folder;

    private Person person;

    @BeforeAll
    static void start() throws IOException {
        service = RunningService.start(home.resolve("service"), LINK_TTL);
        Path old = service.logFolder().resolve("postgresql-2020-01-01_000000.log");
        writeOldLog(old);
        Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2020-01-01T10:00:00Z")));
    }

    /** Large enough to be interrupted, with bytes that are not UTF-8. */
    private static void writeOldLog(Path file) throws IOException {
        Random random = new Random(5);
        byte[] noise = new byte[900];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            byte[] head = "2020-01-01 00:00:00.000 UTC [1] demo@shop LOG:  noise ".getBytes(StandardCharsets.UTF_8);
            for (int written = 0; written < OLD_LOG; written += head.length + noise.length + 1) {
                random.nextBytes(noise);
                for (int at = 0; at < noise.length; at++) {
                    noise[at] = noise[at] == '\n' ? (byte) ' ' : noise[at];
                }
                out.write(head);
                out.write(noise);
                out.write('\n');
            }
        }
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    @BeforeEach
    void sourceUpEnv() {
        person = new Person(folder, service.environment())
                .with("XDG_CACHE_HOME", home.resolve("cache").toString());
    }

    private String download(String options) {
        return "logferry download " + service.instanceId() + " " + options;
    }

    private void assertIsTheLog(Path file) throws IOException {
        byte[] downloaded = Files.readAllBytes(file);
        assertThat(downloaded.length).isGreaterThanOrEqualTo(OLD_LOG);
        byte[] written = service.log();
        assertThat(java.util.Arrays.mismatch(downloaded, written)).isIn(-1, downloaded.length);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private JsonNode json(String line) throws IOException {
        Running running = person.types(line);
        assertThat(running.exitCode()).as(running.err()).isZero();
        return new ObjectMapper().readTree(running.out());
    }

    private int exports() throws IOException {
        return json("logferry jobs --json -n 50").path("total_count").asInt(-1);
    }

    @Test
    void a_person_sees_progress_and_gets_the_whole_log() throws IOException {
        Running running = person.typesAtTerminal(download("--node master -o orders.log"));
        assertThat(running.exitCode()).as(running.out()).isZero();
        assertThat(running.out()).contains("preparing", "━", " %", " of ", "SHA-256 verified");
        assertThat(files()).containsExactly("orders.log");
        assertIsTheLog(folder.resolve("orders.log"));
    }

    @Test
    void a_script_gets_only_the_path() throws IOException {
        Running running = person.types(download(""));
        assertThat(running.exitCode()).as(running.err()).isZero();
        assertThat(running.err()).isEmpty();
        assertThat(files())
                .containsExactly(Path.of(running.out().strip()).getFileName().toString());
        assertIsTheLog(folder.resolve(running.out().strip()));
    }

    @Test
    void an_interrupted_download_is_resumed() throws IOException {
        try (TroubledNetwork network = new TroubledNetwork(service.endpoint()).breakingAfter(OLD_LOG / 2)) {
            Running running = person.with(
                            "LOGFERRY_ENDPOINT", network.endpoint().toString())
                    .types(download("-o orders.log"));
            assertThat(running.exitCode()).as(running.err()).isZero();
            assertThat(network.broken()).isOne();
        }
        assertThat(files()).containsExactly("orders.log");
        assertIsTheLog(folder.resolve("orders.log"));
    }

    @Test
    void a_link_that_expires_during_the_download_is_renewed_without_a_second_export() throws IOException {
        json("logferry links " + service.instanceId() + " --wait --json");
        int before = exports();
        try (TroubledNetwork network = new TroubledNetwork(service.endpoint())
                .breakingAfter(OLD_LOG / 2)
                .thenPausing(LINK_TTL.plusSeconds(2))) {
            Running running = person.with(
                            "LOGFERRY_ENDPOINT", network.endpoint().toString())
                    .types(download("-o orders.log"));
            assertThat(running.exitCode()).as(running.err()).isZero();
            assertThat(network.broken()).isOne();
        }
        assertIsTheLog(folder.resolve("orders.log"));
        assertThat(exports()).isEqualTo(before);
    }

    @Test
    void ctrl_c_leaves_no_partial_file_under_the_final_name_and_the_download_is_resumed() throws IOException {
        String workflow;
        try (TroubledNetwork network = new TroubledNetwork(service.endpoint()).slow(4_000_000)) {
            Running running = person.with(
                            "LOGFERRY_ENDPOINT", network.endpoint().toString())
                    .typesAtTerminal(download("-o orders.log"));
            await().atMost(Duration.ofMinutes(5)).until(() -> partSize() > 1_000_000);
            running.keys("\003");
            assertThat(running.exitCode()).isEqualTo(130);
            assertThat(running.out()).contains("interrupted", " -o orders.log` resumes the download");
            assertThat(files())
                    .hasSize(1)
                    .allSatisfy(
                            name -> assertThat(name).startsWith(".orders.log.").endsWith(".part"));
            workflow = running.out().replaceAll("(?s).*--workflow ([0-9a-f-]{36}).*", "$1");
        }
        Running again = person.types(download("-o orders.log --workflow " + workflow));
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(files()).containsExactly("orders.log");
        assertIsTheLog(folder.resolve("orders.log"));
    }

    private long partSize() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".part"))
                    .mapToLong(file -> file.toFile().length())
                    .max()
                    .orElse(0);
        }
    }

    @Test
    void a_wrong_password_is_one_line_and_exit_code_3() {
        Running running = person.with("OS_PASSWORD", "wrong").types("logferry instances");
        assertThat(running.exitCode()).isEqualTo(3);
        assertThat(running.err()).hasLineCount(1).contains("OS_PASSWORD").doesNotContain("wrong\"");
        assertThat(running.out()).isEmpty();
    }

    @Test
    void the_command_prompts_for_a_missing_password_and_does_not_show_it() {
        String password = service.environment().get("OS_PASSWORD");
        Running running = person.without("OS_PASSWORD").typesAtTerminal("logferry instances");
        running.awaitOutput("Password of ");
        running.keys(password + "\n");
        assertThat(running.exitCode()).as(running.out()).isZero();
        assertThat(running.out()).contains(service.instanceId()).doesNotContain(password);
    }

    @Test
    void ctrl_c_at_the_password_prompt_restores_the_terminal() {
        Running running = person.without("OS_PASSWORD")
                .typesAtTerminal("sh -c \"trap : INT; logferry instances; echo ended \\$?; stty -a\"");
        running.awaitOutput("Password of ");
        running.keys("\003");
        assertThat(running.exitCode()).as(running.out()).isZero();
        assertThat(running.out()).containsPattern("\nended 130").contains(" echo ");
    }

    @Test
    void a_full_disk_is_a_failure() {
        Running running = person.types("logferry instances > /dev/full");
        assertThat(running.exitCode()).isEqualTo(1);
        assertThat(running.err()).hasLineCount(1).contains("No space left on device");
    }

    @Test
    void no_progress_is_drawn_into_a_log_at_a_terminal() {
        Running running = person.typesAtTerminal(download("--since 1d -o -"));
        assertThat(running.exitCode()).as(running.out()).isZero();
        String log = running.out().substring(running.out().indexOf(" UTC ["));
        assertThat(log).contains("deadlock detected").doesNotContain("\u001b[K");
    }

    @Test
    void pgbadger_reads_standard_output() throws IOException {
        Running running = person.types(
                download("--since 1d -o -") + " | pgbadger -q -f stderr --prefix '%m [%p] %q%u@%d ' -o report.html -");
        assertThat(running.exitCode()).as(running.err()).isZero();
        assertThat(running.err()).isEmpty();
        assertThat(Files.readString(folder.resolve("report.html"))).contains("deadlock detected");
    }

    @Test
    void standard_output_is_the_log_byte_for_byte() throws IOException {
        Running running = person.types(download("-o - > orders.log"));
        assertThat(running.exitCode()).as(running.err()).isZero();
        assertIsTheLog(folder.resolve("orders.log"));
    }

    @Test
    void a_reader_that_closes_the_pipe_ends_the_command_quietly() {
        Running running = person.types(download("-o - | head -c 10 > /dev/null"));
        assertThat(running.exitCode()).isZero();
        assertThat(running.err()).isEmpty();
    }

    @Test
    void gzip_is_gzip() throws IOException {
        Running running = person.types(download("--gzip -o orders.log.gz && gunzip orders.log.gz"));
        assertThat(running.exitCode()).as(running.err()).isZero();
        assertIsTheLog(folder.resolve("orders.log"));
    }

    @Test
    void follow_loses_no_record_and_prints_none_twice() throws IOException {
        Running following =
                person.types("logferry errors " + service.instanceId() + " --since 1m --json --follow -n 0");
        await().atMost(Duration.ofMinutes(5))
                .until(() -> following.out().lines().count() > 20);
        following.stop();
        List<String> followed =
                ids(following.out().lines().filter(line -> line.endsWith("}")).toList());
        assertThat(followed).doesNotHaveDuplicates();

        List<String> all = new ArrayList<>();
        json("logferry errors " + service.instanceId() + " --since 1h --json -n 0")
                .path("error_log_list")
                .forEach(entry -> all.add(0, entry.path("id").asText()));
        Set<String> known = new HashSet<>(followed);
        List<String> inBetween = all.subList(all.indexOf(followed.getFirst()), all.indexOf(followed.getLast()) + 1);
        assertThat(known).containsAll(inBetween);
    }

    private static List<String> ids(List<String> lines) throws IOException {
        List<String> ids = new ArrayList<>();
        for (String line : lines) {
            ids.add(new ObjectMapper().readTree(line).path("id").asText());
        }
        return ids;
    }

    @Test
    void errors_are_coloured_at_a_terminal() {
        Running running = person.typesAtTerminal("logferry errors " + service.instanceId() + " --level ERROR");
        assertThat(running.exitCode()).as(running.out()).isZero();
        assertThat(running.out()).contains("\u001b[1;31mERROR  \u001b[0m");
    }

    @Test
    void an_unknown_instance_is_exit_code_4() {
        Running running = person.types("logferry download nowhere");
        assertThat(running.exitCode()).isEqualTo(4);
        assertThat(running.err()).hasLineCount(1).contains("logferry instances");
    }

    @Test
    void it_works_without_a_cache_folder() {
        Running running = person.with("XDG_CACHE_HOME", "/proc/nowhere").types("logferry instances");
        assertThat(running.exitCode()).as(running.err()).isZero();
        assertThat(running.err()).isEmpty();
    }
}
