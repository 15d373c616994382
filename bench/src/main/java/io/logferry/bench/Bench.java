package io.logferry.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The command behind {@code ./dev bench}. */
@Command(
        name = "./dev bench",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Measures the service against the system's own tools: docs/benchmarks.md says what, how and why."
                + " Ends with exit code 1 where a target is missed.")
final class Bench implements Callable<Integer> {
    private static final int MISSED = 1;
    private static final int FAILED = 2;

    @Option(names = "--quick", description = "Smaller logs and fewer rounds; nothing is judged.")
    private boolean quick;

    @Option(names = "--markdown", description = "Also write the figures into docs/benchmarks.md.")
    private boolean markdown;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where the logs and exports lie meanwhile; default: bench/target. Not a tmpfs.")
    private @Nullable Path folder;

    private final Path root;

    private Bench(Path root) {
        this.root = root;
    }

    /**
     * Runs in a separate thread, so that Ctrl-C or SIGTERM can interrupt it and it cleans up before the JVM ends. The system property
     * {@code logferry.root} names the folder of the sources.
     */
    public static void main(String[] arguments) throws InterruptedException {
        CommandLine command = new CommandLine(new Bench(Path.of(System.getProperty("logferry.root", "."))))
                .setExecutionExceptionHandler(Bench::explain);
        AtomicInteger exitCode = new AtomicInteger();
        Thread worker = Thread.ofPlatform().name("bench").start(() -> exitCode.set(command.execute(arguments)));
        Thread stop = Thread.ofPlatform().unstarted(() -> stop(worker));
        Runtime.getRuntime().addShutdownHook(stop);
        worker.join();
        System.exit(exitCode.get());
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Plan plan = quick ? Plan.quick() : Plan.full();
        Path target = root.resolve("bench/target");
        List<String> server = List.of(
                "@" + root.resolve("deploy/jvm.options").toRealPath(),
                "-jar",
                root.resolve("server/target/quarkus-app/quarkus-run.jar")
                        .toRealPath()
                        .toString());
        Path grants = root.resolve("deploy/sql/grants.sql").toRealPath();
        try (Workspace workspace = Workspace.in(Optional.ofNullable(folder).orElse(target), plan.diskSpace())) {
            Measurements measurements = new Benchmark(plan, workspace, server, grants, Bench::say).run();
            return tell(new Report(measurements), target);
        }
    }

    private int tell(Report report, Path target) throws IOException {
        Path json = target.resolve("report.json");
        report.writeJson(json);
        System.out.println("\n" + report.asTable() + "\n\nEvery measurement: " + root.relativize(json));
        if (markdown) {
            report.writeInto(root.resolve("docs/benchmarks.md"));
            say("wrote docs/benchmarks.md");
        }
        boolean missed =
                report.measurements().figures().stream().anyMatch(figure -> figure.verdict() == Figure.Verdict.MISSED);
        return missed ? MISSED : 0;
    }

    private static void say(String what) {
        System.err.println("bench: " + what);
    }

    private static int explain(Exception e, CommandLine command, ParseResult parsed) throws Exception {
        switch (e) {
            case BenchException known -> say(String.valueOf(known.getMessage()));
            case InterruptedException stopped -> say("interrupted");
            default -> throw e;
        }
        return FAILED;
    }

    private static void stop(Thread worker) {
        worker.interrupt();
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
