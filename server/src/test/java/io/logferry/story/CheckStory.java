package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.embedded.TestPostgres;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does before going live: the jar's {@code check}. */
class CheckStory {
    @TempDir
    private Path folder;

    private record Told(int exitCode, String out, String errors) {}

    @Test
    void check_prints_a_line_for_each_healthy_node() throws Exception {
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Files.writeString(logs.resolve("postgresql.log"), "a line\n");
        Fleet.Node throughSql = Fleet.Node.sql("master", TestPostgres.shared().server());
        Fleet fleet = new Fleet(folder);
        fleet.add(Fleet.Instance.of("orders", throughSql.withLogIn(logs)));
        fleet.add(Fleet.Instance.of(
                "mounted",
                Fleet.Node.sql("master", TestPostgres.shared().server())
                        .withLog("{ source: directory, path: \"%s\" }".formatted(logs))));
        Told told = check(fleet.write(), StandardCharsets.UTF_8);
        assertThat(told.exitCode()).as(told.out() + told.errors()).isZero();
        assertThat(told.out())
                .contains("    ✓ reachable        127.0.0.1 port ", "    ✓ clock            ")
                .contains("    ✓ directory        1 stderr file, 7 bytes, in " + logs)
                .endsWith("\n2 nodes of 2 instances checked: all is well.\n")
                .doesNotContain("✗", password());
        assertThat(told.errors()).doesNotContain(password());
    }

    @Test
    void check_prints_fixes_in_the_order_of_the_inventory_and_no_secret() throws Exception {
        Fleet fleet = new Fleet(folder);
        Fleet.Instance down = fleet.add(Fleet.Instance.of("down", Fleet.Node.down("master")));
        Fleet.Instance orders = fleet.add(Fleet.Instance.of(
                "orders", Fleet.Node.sql("master", TestPostgres.shared().server())));
        Told told = check(fleet.write(), StandardCharsets.US_ASCII);

        assertThat(told.exitCode()).isEqualTo(1);
        assertThat(told.out())
                .containsSubsequence(
                        "instance down of the project stories",
                        "  node " + down.nodeName(down.nodes().getFirst()) + ", master",
                        "    FAIL reachable        Node ",
                        "    -    login            not checked",
                        "instance orders of the project stories",
                        "  node " + orders.nodeName(orders.nodes().getFirst()) + ", master",
                        "    OK   reachable        127.0.0.1 port ",
                        "    FAIL log destination  log_destination is stderr, logging_collector is off",
                        "                          ALTER SYSTEM SET logging_collector = on;",
                        "2 nodes of 2 instances checked: 2 nodes need attention (see above).")
                .matches(text -> StandardCharsets.US_ASCII.newEncoder().canEncode(text));
        assertThat(told.out() + told.errors()).doesNotContain(password(), "Exception");
    }

    @Test
    void check_prints_every_problem_of_a_broken_inventory() throws Exception {
        Files.writeString(folder.resolve("inventory.yaml"), "projects:\n  - { id: x, nam: y }\n");
        Told told = check(new Fleet(folder), StandardCharsets.UTF_8);
        assertThat(told.exitCode()).isEqualTo(1);
        assertThat(told.errors())
                .contains("projects[0].id: must be 32 lower-case hex digits")
                .contains("projects[0].nam: there is no such field");
        assertThat(told.out()).isEmpty();
    }

    @Test
    void up_checks_the_users_own_postgres_before_it_starts() throws Exception {
        String dsn = "postgresql://postgres:" + password() + "@127.0.0.1:"
                + TestPostgres.shared().server().port() + "/postgres?sslmode=disable";
        Told told =
                run(List.of("-Dlogferry.home=" + folder.resolve("home")), StandardCharsets.UTF_8, "up", "--dsn", dsn);
        assertThat(told.exitCode()).isEqualTo(1);
        assertThat(told.out())
                .contains("node own_node0, master", "✗ log destination", "ALTER SYSTEM SET logging_collector = on;")
                .doesNotContain("Logferry is ready", password());
        assertThat(told.errors()).contains("Logferry was not started. Fix the problems above, then run it again.");
    }

    private static String password() {
        return TestPostgres.shared().server().dataSource("postgres").getPassword();
    }

    private Told check(Fleet fleet, Charset charset) throws Exception {
        List<String> properties = new ArrayList<>();
        fleet.settings().forEach((name, value) -> properties.add("-D" + name + "=" + value));
        Told told = run(properties, charset, "check");
        assertThat(folder.resolve("state")).doesNotExist();
        return told;
    }

    private Told run(List<String> properties, Charset charset, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Dstdout.encoding=" + charset));
        command.addAll(properties);
        command.addAll(List.of("-jar", RunningServer.jar()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out.txt");
        Path errors = folder.resolve("errors.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LOGFERRY_") || name.startsWith("QUARKUS_"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return new Told(process.exitValue(), Files.readString(out, charset), Files.readString(errors));
        } finally {
            process.destroyForcibly();
        }
    }
}
