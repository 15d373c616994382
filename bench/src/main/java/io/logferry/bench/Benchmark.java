package io.logferry.bench;

import io.logferry.embedded.PostgresBinaries;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One run of the benchmark: prepares everything, measures, and cleans up. */
final class Benchmark {
    private static final Duration POLL_SMALL = Duration.ofMillis(2);
    private static final Duration POLL_LARGE = Duration.ofMillis(25);

    private final Plan plan;
    private final Workspace workspace;
    private final List<String> server;
    private final Path grants;
    private final Progress progress;

    /** Receives a line about each step. */
    interface Progress {
        void doing(String what);
    }

    /**
     * @param server the arguments of {@code java} that start the service
     * @param grants grants.sql
     */
    Benchmark(Plan plan, Workspace workspace, List<String> server, Path grants, Progress progress) {
        this.plan = plan;
        this.workspace = workspace;
        this.server = server;
        this.grants = grants;
        this.progress = progress;
    }

    Measurements run() throws IOException, InterruptedException {
        Machine machine = Machine.here(workspace.folder());
        progress.doing("starting three PostgreSQL and writing their logs");
        try (LoggedNode small = node("small", plan.smallLog());
                LoggedNode large = node("large", plan.largeLog());
                LoggedNode huge = node("huge", plan.hugeLog())) {
            // Write the new files to the disk now, so that this does not count in a measurement.
            Command.run(List.of("sync"), Map.of());
            Fleet fleet = Fleet.write(workspace.folder(), List.of(small, large, huge));
            Races races = races(fleet, small, large);
            MemoryUse memory = new MemoryUse(server, workspace.folder(), fleet);
            progress.doing("exporting " + Quantity.bytes(plan.largeLog()) + " for the memory that it takes");
            long largePeak = memory.ofExporting(large);
            progress.doing("exporting " + Quantity.bytes(plan.hugeLog()) + " for the memory that it takes");
            long hugePeak = memory.ofExporting(huge);
            return new Measurements(plan, machine, races.first(), races.small(), races.large(), largePeak, hugePeak);
        }
    }

    private LoggedNode node(String name, long logSize) throws IOException, InterruptedException {
        PostgresBinaries binaries = PostgresBinaries.fromClassPath(PostgresBinaries.cacheFolder(workspace.folder()));
        return LoggedNode.start(binaries, workspace.folder(), name, logSize, grants);
    }

    private record Races(double first, Race.Result small, Race.Result large) {}

    private Races races(Fleet fleet, LoggedNode small, LoggedNode large) throws IOException, InterruptedException {
        progress.doing("starting the service");
        try (Service service = Service.start(server, workspace.folder(), fleet)) {
            Caller caller = Caller.logIn(service, fleet);
            SystemTools tools = new SystemTools(workspace.resolve("copy"));
            double first = caller.export(small, POLL_SMALL).seconds();
            progress.doing("exporting " + Quantity.bytes(plan.smallLog()) + ", " + plan.smallRounds() + " rounds");
            Race.Result smallRace =
                    new Race(caller, tools, small, POLL_SMALL).run(plan.smallRounds(), plan.smallRounds() / 10);
            progress.doing("exporting " + Quantity.bytes(plan.largeLog()) + ", " + plan.largeRounds() + " rounds");
            Race.Result largeRace = new Race(caller, tools, large, POLL_LARGE).run(plan.largeRounds(), 1);
            return new Races(first, smallRace, largeRace);
        }
    }
}
