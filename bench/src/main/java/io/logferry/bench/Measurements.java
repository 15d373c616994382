package io.logferry.bench;

import io.logferry.bench.Figure.Verdict;
import java.util.List;

/**
 * The results of one run of the benchmark.
 *
 * @param firstExport time of the first export of the small log after the service started, in seconds
 * @param largePeak peak memory of a service that exported the large log, in bytes
 * @param hugePeak peak memory of a service that exported the huge log, in bytes
 */
record Measurements(
        Plan plan,
        Machine machine,
        double firstExport,
        Race.Result small,
        Race.Result large,
        long largePeak,
        long hugePeak) {
    private static final double RATIO = 1.3;
    private static final double P50_SECONDS = 0.1;
    private static final double P99_SECONDS = 0.4;

    /** The size of the young generation varies a little from run to run. */
    private static final double SAME_MEMORY = 1.15;

    List<Figure> figures() {
        List<Figure> figures =
                List.of(throughput(), latency(50, P50_SECONDS), latency(99, P99_SECONDS), first(), memory());
        return plan.judged() ? figures : figures.stream().map(Figure::unjudged).toList();
    }

    private Figure throughput() {
        double ratio = large.ratios().median();
        return new Figure(
                "Export of " + Quantity.bytes(plan.largeLog()) + ", POST to FINISH, median",
                withRate(large.service().median()),
                "psql, tee, openssl, sync: " + withRate(large.tools().median()),
                Quantity.ratio(ratio) + " times as fast",
                "≥ " + Quantity.ratio(RATIO),
                Figure.verdict(ratio >= RATIO));
    }

    private String withRate(double seconds) {
        return "%s (%s/s)".formatted(Quantity.seconds(seconds), Quantity.bytes(plan.largeLog() / seconds));
    }

    private Figure latency(double percent, double target) {
        double service = small.service().percentile(percent);
        double tools = small.tools().percentile(percent);
        return new Figure(
                "Export of %s, POST to FINISH, p%.0f".formatted(Quantity.bytes(plan.smallLog()), percent),
                Quantity.seconds(service),
                "psql, tee, openssl, sync: " + Quantity.seconds(tools),
                Quantity.ratio(tools / service) + " times as fast",
                "≤ " + Quantity.seconds(target),
                Figure.verdict(service <= target));
    }

    private Figure first() {
        double usual = small.service().median();
        return new Figure(
                "The same, the first one after the start",
                Quantity.seconds(firstExport),
                "p50: " + Quantity.seconds(usual),
                Quantity.ratio(firstExport / usual) + " times as long",
                "",
                Verdict.NOT_JUDGED);
    }

    private Figure memory() {
        double ratio = (double) hugePeak / largePeak;
        return new Figure(
                "Peak memory (RSS) of the service, export of " + Quantity.bytes(plan.hugeLog()),
                Quantity.bytes(hugePeak),
                "export of " + Quantity.bytes(plan.largeLog()) + ": " + Quantity.bytes(largePeak),
                Quantity.ratio(ratio) + " times as much",
                "≤ " + Quantity.ratio(SAME_MEMORY),
                Figure.verdict(ratio <= SAME_MEMORY));
    }
}
