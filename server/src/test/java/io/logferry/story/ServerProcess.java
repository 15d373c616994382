package io.logferry.story;

import io.logferry.embedded.LeftOvers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A real process of the service, whose output goes to a file and is shown when something fails. */
final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final int LAST_LINES = 60;

    private final Process process;
    private final Path home;
    private final Path output;

    private ServerProcess(Process process, Path home, Path output) {
        this.process = process;
        this.home = home;
        this.output = output;
    }

    /** @param home under which the process keeps its data; beside it its output is appended to {@code NAME.log} */
    static ServerProcess start(Path home, List<String> command, Map<String, String> environment) {
        Path output = home.resolveSibling(home.getFileName() + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("LOGFERRY_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(environment);
        try {
            Files.writeString(output, "");
            return new ServerProcess(builder.start(), home, output);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Asks again and again until there is an answer. */
    <T> T await(String what, Supplier<Optional<T>> answer) {
        try {
            return Awaitility.await()
                    .atMost(START)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> answerOfLiving(what, answer), Optional::isPresent)
                    .orElseThrow();
        } catch (ConditionTimeoutException e) {
            throw failure("Within " + START + " there was not " + what);
        }
    }

    private <T> Optional<T> answerOfLiving(String what, Supplier<Optional<T>> answer) {
        Optional<T> found = answer.get();
        if (found.isEmpty() && !process.isAlive()) {
            throw failure("It ended with exit code " + process.exitValue() + " before there was " + what);
        }
        return found;
    }

    /** An error that shows the end of the process's output. */
    AssertionError failure(String what) {
        List<String> lines = output().lines().toList();
        String end = String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        return new AssertionError(what + ". The end of " + output + ":\n" + end);
    }

    String output() {
        try {
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        exitCode(STOP);
    }

    /** SIGTERM. Returns the exit code, and fails where the process hasn't ended within 10 s. */
    int terminate() {
        process.destroy();
        return exitCode(STOP);
    }

    /** SIGTERM, to one that goes on for so long before it begins to end. */
    int terminate(Duration delay) {
        process.destroy();
        return exitCode(delay.plus(STOP));
    }

    /** Ctrl-C. Returns the exit code, and fails where the process hasn't ended within 10 s. */
    int interrupt() {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(pid())).inheritIO().start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return exitCode(STOP);
    }

    private int exitCode(Duration within) {
        try {
            if (!process.waitFor(within.toSeconds(), TimeUnit.SECONDS)) {
                throw failure("It did not end within " + within);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Ends the process because of an error, and returns that error whatever else goes wrong. */
    AssertionError closedAfter(AssertionError error) {
        try {
            close();
        } catch (AssertionError further) {
            error.addSuppressed(further);
        }
        return error;
    }

    /** Ends the process, and the database servers that it couldn't end itself where it was killed. */
    @Override
    public void close() {
        try {
            terminate();
        } finally {
            process.destroyForcibly();
            stopLeftOvers();
        }
    }

    private void stopLeftOvers() {
        if (Files.notExists(home)) { // it kept all its data elsewhere
            return;
        }
        try {
            LeftOvers.stopBelow(home);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
