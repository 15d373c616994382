package io.logferry.cli.command;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import io.logferry.cli.rds.ExportRequest;
import io.logferry.cli.rds.Instance;
import io.logferry.cli.rds.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which records an export is to have. */
final class RecordOptions {
    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Records from this time on: how long ago (30m, 2h, 1d, 1w), today, yesterday, or"
                    + " 2026-11-24T08:15:00Z.")
    @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Records before this time.")
    @Nullable String until;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description = "Records of this severity and higher: ${COMPLETION-CANDIDATES}.")
    @Nullable Severity level;

    @Option(
            names = "--node",
            paramLabel = "NODE",
            split = ",",
            description = "Only this node: ID, name or role. You can repeat the option.")
    List<String> nodes = new ArrayList<>();

    @Option(names = "--gzip", description = "Request compressed files.")
    boolean gzip;

    @Option(
            names = "--workflow",
            paramLabel = "ID",
            description = "Use the files of an earlier export; starts no new one.")
    @Nullable String workflow;

    ExportRequest request(Instance instance, Surroundings surroundings) {
        Instant now = surroundings.clock().instant();
        Optional<Instant> start = Optional.ofNullable(since).map(text -> Moment.parse(text, now, surroundings.zone()));
        Optional<Instant> end = Optional.ofNullable(until).map(text -> Moment.parse(text, now, surroundings.zone()));
        if (start.isPresent() && end.isPresent() && !start.get().isBefore(end.get())) {
            throw new Failure(ExitCode.USAGE, "--since must be before --until");
        }
        List<String> nodeIds =
                nodes.stream().map(word -> nodeId(instance, word)).toList();
        return new ExportRequest(start, end, Optional.ofNullable(level), nodeIds, gzip);
    }

    Optional<String> workflowId() {
        return Optional.ofNullable(workflow);
    }

    private static String nodeId(Instance instance, String word) {
        return instance.node(word)
                .map(Instance.Node::id)
                .orElseThrow(() -> new Failure(
                        ExitCode.NOT_FOUND,
                        "instance '" + instance.name() + "' has no node '" + word + "': it has "
                                + String.join(
                                        ", ",
                                        instance.nodes().stream()
                                                .map(node -> node.name() + " (" + node.role() + ")")
                                                .toList())));
    }
}
