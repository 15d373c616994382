package io.logferry.story;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code ./dev up} as a newcomer runs it, on a home of its own and a free port. */
final class UpProcess implements AutoCloseable {
    private final ServerProcess process;
    private final Map<String, String> environment;

    private UpProcess(ServerProcess process, Map<String, String> environment) {
        this.process = process;
        this.environment = environment;
    }

    /** Returns while it is still starting: the sample instance's PostgreSQL is the first thing that it starts. */
    static ServerProcess starting(Path home) {
        // Whoever runs the tests in the background has Ctrl-C ignored, and children inherit that.
        ServerProcess process = ServerProcess.start(
                home,
                List.of(
                        "env",
                        "--default-signal=INT",
                        Readme.ROOT.resolve("dev").toString(),
                        "up"),
                Map.of("LOGFERRY_HOME", home.toString(), "LOGFERRY_PORT", "0"));
        try {
            Path started = home.resolve("sample/data/postmaster.pid");
            process.await("a PostgreSQL that starts", () -> Optional.of(started).filter(Files::exists));
            return process;
        } catch (AssertionError e) {
            throw process.closedAfter(e);
        }
    }

    /** Returns when {@code up.env} is there and what is to be printed has been. */
    static UpProcess on(Path home, String... arguments) {
        List<String> command = Stream.concat(
                        Stream.of(Readme.ROOT.resolve("dev").toString(), "up"), Stream.of(arguments))
                .toList();
        ServerProcess process =
                ServerProcess.start(home, command, Map.of("LOGFERRY_HOME", home.toString(), "LOGFERRY_PORT", "0"));
        try {
            Path file = home.resolve("up.env");
            process.await("a file up.env", () -> Optional.of(file).filter(Files::exists));
            process.await(
                    "three commands to try",
                    () -> Optional.of(commands(process)).filter(lines -> lines.size() == 3));
            return new UpProcess(process, read(file));
        } catch (AssertionError e) {
            throw process.closedAfter(e);
        }
    }

    /** The values of {@code up.env}. */
    Map<String, String> environment() {
        return environment;
    }

    URI endpoint() {
        return URI.create(environment.get("LOGFERRY_ENDPOINT"));
    }

    /** The three commands that it prints. */
    List<String> commands() {
        return commands(process);
    }

    ServerProcess process() {
        return process;
    }

    /** SIGTERM; the exit code. Fails where it takes more than 10 s. */
    int terminate() {
        return process.terminate();
    }

    @Override
    public void close() {
        process.close();
    }

    private static List<String> commands(ServerProcess process) {
        return process.output().lines().filter(line -> line.contains("curl -")).toList();
    }

    private static Map<String, String> read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.split("=", 2)).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
