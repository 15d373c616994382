package io.logferry.cli.story;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The real service with its sample instance, from the server's jar. */
final class RunningService implements AutoCloseable {
    private final Process process;
    private final Map<String, String> environment;

    private RunningService(Process process, Map<String, String> environment) {
        this.process = process;
        this.environment = environment;
    }

    static RunningService start(Path home, Duration linkTtl) throws IOException {
        Files.createDirectories(home);
        Path output = home.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        System.getProperty("logferry.server.jar"),
                        "up")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LOGFERRY_") || name.startsWith("OS_"));
        builder.environment()
                .putAll(Map.of(
                        "LOGFERRY_HOME",
                        home.toString(),
                        "LOGFERRY_PORT",
                        "0",
                        "LOGFERRY_LINK_TTL",
                        linkTtl.toString()));
        Process process = builder.start();
        Path ready = home.resolve("up.env");
        try {
            await("up.env; the service said what is in " + output)
                    .atMost(Duration.ofMinutes(3))
                    .failFast("the service ended; it said what is in " + output, () -> !process.isAlive())
                    .until(() -> Files.exists(ready));
        } catch (RuntimeException | Error failed) {
            process.destroy();
            throw failed;
        }
        return new RunningService(process, read(ready));
    }

    private static Map<String, String> read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.contains("="))
                    .map(line -> line.split("=", 2))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        }
    }

    /** The variables of {@code up.env}, which a person has sourced. */
    Map<String, String> environment() {
        return environment;
    }

    String instanceId() {
        return environment.get("LOGFERRY_INSTANCE_ID");
    }

    URI endpoint() {
        return URI.create(environment.get("LOGFERRY_ENDPOINT"));
    }

    Path logFolder() {
        return Path.of(environment.get("LOGFERRY_SAMPLE_LOG_DIR"));
    }

    /** The whole log of the instance, as PostgreSQL has written it so far. */
    byte[] log() {
        try (Stream<Path> files = Files.list(logFolder())) {
            var all = new java.io.ByteArrayOutputStream();
            for (Path file : files.sorted().toList()) {
                all.write(Files.readAllBytes(file));
            }
            return all.toByteArray();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
