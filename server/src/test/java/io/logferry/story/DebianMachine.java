package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A machine as Debian installs it, with systemd, in namespaces of this one ({@code src/test/sh/debian-machine}). */
final class DebianMachine implements AutoCloseable {
    private static final String PROGRAM =
            Path.of("src/test/sh/debian-machine").toAbsolutePath().toString();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path root;
    private final Process first;

    private DebianMachine(Path root, Process first) {
        this.root = root;
        this.first = first;
    }

    /** Only root can make one, from Debian's packages. */
    static boolean isPossible() {
        return System.getProperty("user.name").equals("root") && Files.exists(Path.of("/etc/debian_version"));
    }

    /**
     * Installs it with these packages, and starts it.
     *
     * @param folder where it is kept
     * @param shown folders of this machine that are seen there, read-only, by the paths that they have there
     */
    static DebianMachine start(Path folder, List<String> packages, Map<String, Path> shown) throws Exception {
        Path root = folder.resolve("machine");
        List<String> make = new ArrayList<>(List.of(PROGRAM, "make", root.toString()));
        make.addAll(packages);
        Said made = said(new ProcessBuilder(make), "");
        assertThat(made.exitCode()).as(made.words()).isZero();

        List<String> run = new ArrayList<>(List.of("setsid", PROGRAM, "run", root.toString()));
        shown.forEach((there, here) -> run.addAll(List.of(here.toString(), there)));
        Process first = new ProcessBuilder(run)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("machine.log").toFile())
                .start();
        DebianMachine machine = new DebianMachine(root, first);
        try {
            await().atMost(PATIENCE).until(() -> machine.isUp(folder.resolve("machine.log")));
            return machine;
        } catch (RuntimeException | Error e) {
            machine.close();
            throw e;
        }
    }

    private boolean isUp(Path log) throws Exception {
        if (!first.isAlive()) {
            throw new AssertionError("It did not start: " + Files.readString(log));
        }
        return types("systemctl is-system-running").words().strip().equals("running");
    }

    /** What root types there, in one bash that ends where a command fails; no terminal, so that what is asked for comes from {@code answers}. */
    Said types(String script, String... answers) throws Exception {
        Files.writeString(root.resolve("root/answers"), String.join("", List.of(answers)));
        return said(
                new ProcessBuilder("setsid", PROGRAM, "in", root.toString()), "{\n" + script + "\n} < /root/answers");
    }

    /** As {@link #types}, and it must succeed. */
    String succeeds(String script, String... answers) throws Exception {
        Said said = types(script, answers);
        assertThat(said.exitCode()).as(said.words()).isZero();
        return said.words();
    }

    /** A file of the machine. */
    Path file(String path) {
        return root.resolve(path.substring(1));
    }

    @Override
    public void close() throws Exception {
        types("systemctl poweroff --force");
        if (!first.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            first.descendants().forEach(ProcessHandle::destroyForcibly);
            throw new AssertionError("The machine did not stop");
        }
        Said removed = said(new ProcessBuilder("rm", "-rf", "--one-file-system", root.toString()), "");
        assertThat(removed.exitCode()).as(removed.words()).isZero();
    }

    /** What a program wrote, and how it ended. */
    record Said(int exitCode, String words) {}

    private static Said said(ProcessBuilder program, String input) throws IOException, InterruptedException {
        Process process = program.redirectErrorStream(true).start();
        process.outputWriter(StandardCharsets.UTF_8).append(input).append("\n").close();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), words);
    }
}
