package io.logferry.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program of the system and waits until it ends. */
final class Command {
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private Command() {}

    /** Returns the output without surrounding white space. Fails with the output if the exit code is not 0. */
    static String run(List<String> command, Map<String, String> environment) throws InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            try {
                return output(process, command);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new BenchException("%s can't be run: %s".formatted(command.getFirst(), e.getMessage()), e);
        }
    }

    private static String output(Process process, List<String> command) throws IOException, InterruptedException {
        // The output of these programs fits into a pipe, so it can be read after they have ended.
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            throw new BenchException("%s has not ended within %s".formatted(command, LONGEST));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.exitValue() != 0) {
            throw new BenchException("%s ended with exit code %d: %s".formatted(command, process.exitValue(), output));
        }
        return output;
    }
}
