package io.logferry.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures the service and the system's tools in turn on the same log, so that a busy machine slows both. */
final class Race {
    private final Caller caller;
    private final SystemTools tools;
    private final LoggedNode node;
    private final Duration pollEvery;

    /** @param pollEvery how long the caller waits between two polls */
    Race(Caller caller, SystemTools tools, LoggedNode node, Duration pollEvery) {
        this.caller = caller;
        this.tools = tools;
        this.node = node;
        this.pollEvery = pollEvery;
    }

    /** The times of the service and of the tools for each round, in seconds. */
    record Result(Samples service, Samples tools) {
        /** The time of the tools divided by the time of the service, for each round. */
        Samples ratios() {
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < service.values().size(); round++) {
                ratios.add(tools.values().get(round) / service.values().get(round));
            }
            return new Samples(ratios);
        }
    }

    /**
     * Runs the rounds after some warm-up rounds. The service and the tools take turns at going first.
     *
     * @throws BenchException if the two got different bytes
     */
    Result run(int rounds, int warmUp) throws IOException, InterruptedException {
        tools.copy(node);
        String expected = BinaryCopy.sha256Of(tools.file());
        List<Double> service = new ArrayList<>();
        List<Double> baseline = new ArrayList<>();
        for (int round = -warmUp; round < rounds; round++) {
            boolean toolsFirst = round % 2 == 0;
            double toolsTook = toolsFirst ? tools.copy(node) : 0;
            double serviceTook = export(expected);
            toolsTook = toolsFirst ? toolsTook : tools.copy(node);
            if (round >= 0) {
                service.add(serviceTook);
                baseline.add(toolsTook);
            }
        }
        return new Result(new Samples(service), new Samples(baseline));
    }

    private double export(String expected) throws IOException, InterruptedException {
        Caller.Seen export = caller.export(node, pollEvery);
        if (!export.sha256().equals(expected)) {
            throw new BenchException("The service's bytes of %s are not those that psql read: SHA-256 %s, and %s"
                    .formatted(node.name(), export.sha256(), expected));
        }
        caller.remove(export);
        return export.seconds();
    }
}
