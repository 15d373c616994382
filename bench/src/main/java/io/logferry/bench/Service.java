package io.logferry.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server jar in a separate process with a separate home, on a free port of 127.0.0.1. */
final class Service implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(15);
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)");
    private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path home;
    private final Path output;

    private Service(Process process, Path home, Path output) {
        this.process = process;
        this.home = home;
        this.output = output;
    }

    /**
     * Starts the service and returns when it is ready. Its output is in {@code service.log} in the folder.
     *
     * @param server the arguments of {@code java} that start it
     */
    static Service start(List<String> server, Path folder, Fleet fleet) throws InterruptedException {
        Path home = folder.resolve("home");
        Map<String, String> settings = new TreeMap<>(fleet.settings());
        settings.put("logferry.home", home.toString());
        settings.put("logferry.bind", "127.0.0.1");
        settings.put("logferry.port", "0");
        settings.put("logferry.export.reuse-for", "PT0S"); // or only the first of all exports were made
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(server);
        Path output = folder.resolve("service.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LOGFERRY_") || name.startsWith("QUARKUS_"));
        try {
            Service service = new Service(builder.start(), home, output);
            service.awaitReadiness();
            return service;
        } catch (IOException e) {
            throw new BenchException("The service can't be started: " + e.getMessage(), e);
        }
    }

    private void awaitReadiness() throws IOException, InterruptedException {
        try {
            long deadline = System.nanoTime() + START.toNanos();
            while (!isReady()) {
                if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                    throw new BenchException(
                            "The service did not become ready. Its output:\n" + Files.readString(output));
                }
                Thread.sleep(Duration.ofMillis(20));
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private boolean isReady() throws IOException, InterruptedException {
        Optional<URI> address = address();
        if (address.isEmpty()) {
            return false;
        }
        HttpRequest request =
                HttpRequest.newBuilder(address.get().resolve("/q/health/ready")).build();
        return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }

    private Optional<URI> address() throws IOException {
        Matcher line = LISTENING.matcher(Files.readString(output));
        return line.find() ? Optional.of(URI.create(line.group(1))) : Optional.empty();
    }

    URI endpoint() throws IOException {
        return address().orElseThrow();
    }

    Path home() {
        return home;
    }

    /** The peak memory of the process (VmHWM of proc(5)), in bytes, without its databases, which are other processes. */
    long peakMemory() throws IOException {
        Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc", Long.toString(process.pid()), "status")));
        if (!peak.find()) {
            throw new BenchException("The service has ended; its output is in " + output);
        }
        return Long.parseLong(peak.group(1)) << 10;
    }

    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy();
        try {
            if (process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
