package io.logferry.story;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The server jar as a process of its own, on a free port of 127.0.0.1.
 *
 * <pre>{@code
 * try (RunningServer server = RunningServer.on(home, fleet.settings())) {
 *     given().baseUri(server.endpoint().toString()) …
 *     server.kill();
 *     server.restart();
 * }
 * }</pre>
 */
final class RunningServer implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("Listening on: (https?)://[^\\s\"]*?:(\\d+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path home;
    private final List<String> command;
    private final Map<String, String> environment;
    private final HttpClient http;
    private ServerProcess process;
    private volatile URI endpoint;

    private RunningServer(Path home, List<String> command, Map<String, String> environment, HttpClient http) {
        this.home = home;
        this.command = command;
        this.environment = environment;
        this.http = http;
        launch();
    }

    /** Starts it with these properties ({@code logferry.…}), and returns when it is ready. */
    static RunningServer on(Path home, Map<String, String> properties) {
        return on(home, properties, List.of());
    }

    /** @param http trusts the server's certificate */
    static RunningServer on(Path home, Map<String, String> properties, HttpClient http) {
        return new RunningServer(home, command(home, properties, List.of()), Map.of(), http);
    }

    /** @param jvmOptions such as {@code -Xmx128m} */
    static RunningServer on(Path home, Map<String, String> properties, List<String> jvmOptions) {
        return new RunningServer(home, command(home, properties, jvmOptions), Map.of(), HTTP);
    }

    /** Whatever this command becomes in the end is the server; it must listen on 127.0.0.1. */
    static RunningServer by(List<String> command, Path home, Map<String, String> environment) {
        return new RunningServer(home, command, environment, HTTP);
    }

    private static List<String> command(Path home, Map<String, String> properties, List<String> jvmOptions) {
        Map<String, String> all = new TreeMap<>(Map.of("logferry.port", "0", "logferry.bind", "127.0.0.1"));
        all.putAll(properties);
        all.put("logferry.home", home.toString());
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(jvmOptions);
        all.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-jar", jar()));
        return List.copyOf(command);
    }

    /** Without a slash at its end. It changes with each start. */
    URI endpoint() {
        return endpoint;
    }

    Path home() {
        return home;
    }

    ServerProcess process() {
        return process;
    }

    /** {@code kill -9}. */
    void kill() {
        process.kill();
    }

    /** SIGTERM; the exit code. Fails where it takes more than 10 s. */
    int terminate() {
        return process.terminate();
    }

    /** SIGTERM, to one that has a delay before it begins to end; the exit code. Fails where it takes 10 s more than that. */
    int terminate(Duration delay) {
        return process.terminate(delay);
    }

    /** Starts it again on the same home, with the same properties; it must have ended. */
    void restart() {
        if (process.isAlive()) {
            throw new IllegalStateException("kill() or terminate() it first");
        }
        launch();
    }

    @Override
    public void close() {
        process.close();
    }

    private void launch() {
        process = ServerProcess.start(home, command, environment);
        try {
            endpoint = process.await("a line that says where it listens", this::listening);
            process.await("a 200 of /q/health/ready", this::readiness);
        } catch (AssertionError e) {
            throw process.closedAfter(e);
        }
    }

    private Optional<URI> listening() {
        Matcher line = LISTENING.matcher(process.output());
        return line.find()
                ? Optional.of(URI.create(line.group(1) + "://127.0.0.1:" + line.group(2)))
                : Optional.empty();
    }

    private Optional<Boolean> readiness() {
        HttpRequest request =
                HttpRequest.newBuilder(endpoint.resolve("/q/health/ready")).build();
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return Stream.of(true).filter(ready -> status == 200).findFirst();
        } catch (IOException notYet) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static String jar() {
        String jar = System.getProperty("logferry.server.jar");
        if (jar == null) {
            throw new AssertionError(
                    "The property logferry.server.jar is not set: stories run by failsafe (./dev test)");
        }
        return jar;
    }
}
