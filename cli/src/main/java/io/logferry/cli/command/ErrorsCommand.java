package io.logferry.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logferry.cli.errorlog.Follow;
import io.logferry.cli.errorlog.RecentEntries;
import io.logferry.cli.errorlog.RecentEntries.Range;
import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import io.logferry.cli.http.Json;
import io.logferry.cli.rds.Instance;
import io.logferry.cli.rds.LogEntry;
import io.logferry.cli.rds.Rds;
import io.logferry.cli.rds.Severity;
import io.logferry.cli.terminal.Quantity;
import io.logferry.cli.terminal.Typed;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "errors",
        description = {
            "Print an instance's recent log records, oldest first; times are UTC.",
            "",
            "`logferry download` gets the complete log, byte for byte."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  logferry errors orders --level ERROR --since 2h",
            "  logferry errors orders --since yesterday -n 0",
            "  logferry errors orders --follow",
            "  logferry errors orders --follow --json --level FATAL | jq -r .content"
        })
final class ErrorsCommand implements Callable<Integer> {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final Surroundings surroundings;

    @Parameters(paramLabel = "INSTANCE", description = "Its name or ID.")
    private String instance = "";

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description = "This severity and higher: ${COMPLETION-CANDIDATES}.")
    private @Nullable Severity level;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "1d",
            description =
                    "Records from this time on: how long ago (30m, 2h, 1d), today, yesterday, or 2026-11-24T08:15:00Z; at"
                            + " most a month (default: ${DEFAULT-VALUE}).")
    private String since = "1d";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "100",
            description = "The latest N records; 0: all records of the time range (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = {"-f", "--follow"},
            description = "Print new records as they arrive, until Ctrl-C; with --json one a line.")
    private boolean follow;

    @Mixin
    private CommonOptions common = new CommonOptions();

    ErrorsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Instant now = surroundings.clock().instant();
        Instant start = Moment.parse(since, now, surroundings.zone());
        Connection connection = Connection.open(surroundings, common);
        Instance of = connection.rds().instance(instance);
        RecentEntries recent = new RecentEntries(
                (from, until, severity, page) -> connection.rds().errorLog(of.id(), from, until, severity, page),
                Rds.MOST_ENTRIES);
        EntryPrinter printer =
                new EntryPrinter(surroundings.terminal(), of.nodes().size() > 1, common.json && follow);
        int most = limit <= 0 ? Integer.MAX_VALUE : limit;
        Range range = recent.latest(start, now.plus(Follow.AHEAD), Optional.ofNullable(level), most);
        GapWarnings warnings = new GapWarnings(surroundings.terminal(), instance);
        if (follow) {
            Instant from = range.complete() || range.entries().isEmpty()
                    ? start
                    : instantOf(range.entries().getFirst());
            return keepOn(new Follow(recent, Optional.ofNullable(level), from), connection, printer, warnings);
        }
        if (common.json) {
            surroundings.terminal().out().println(Json.text(answer(range, now)));
        } else {
            printer.print(range.entries());
            hint(range);
        }
        warnings.tell(range.gaps());
        warnOfCut(range, warnings);
        return (range.gaps().isNone() ? ExitCode.OK : ExitCode.INCOMPLETE).number();
    }

    private static Instant instantOf(LogEntry entry) {
        return entry.time().toInstant(ZoneOffset.UTC);
    }

    /** Ends only if the output fails, for example because its reader has closed it; a person ends it with Ctrl-C. */
    private int keepOn(Follow following, Connection connection, EntryPrinter printer, GapWarnings warnings) {
        boolean lost = false;
        boolean complete = true;
        while (true) {
            try {
                Range range = following.next(surroundings.clock().instant());
                printer.print(range.entries());
                warnings.tell(range.gaps());
                if (complete && !range.complete()) {
                    warnings.warn("there were more records than the service gives; `logferry download` has them all");
                }
                complete = range.complete();
                lost = false;
            } catch (Failure failure) {
                if (!isPassing(failure)) {
                    throw failure;
                }
                if (!lost) {
                    warnings.warn(failure.line() + " (still following)");
                }
                lost = true;
            }
            surroundings.terminal().out().requireWritten();
            connection.http().waitFor(LOOK_EVERY);
        }
    }

    /** A service or an instance that is down returns these records when it is back. */
    private static boolean isPassing(Failure failure) {
        return failure.exitCode() == ExitCode.NETWORK || failure.exitCode() == ExitCode.INSTANCE_FAULTY;
    }

    private void warnOfCut(Range range, GapWarnings warnings) {
        long cut = range.entries().stream().filter(LogEntry::isCut).count();
        if (cut > 0 && !common.json) {
            warnings.warn(Quantity.count(cut, "record is", "records are")
                    + " cut at 16 KiB and "
                    + (cut == 1 ? "ends" : "end")
                    + " in …: `logferry download " + Typed.word(instance) + "` has all of "
                    + (cut == 1 ? "it" : "them"));
        }
    }

    private void hint(Range range) {
        if (!range.complete()) {
            surroundings
                    .terminal()
                    .note("There are more records: use -n or --since, or `logferry download " + Typed.word(instance)
                            + "` for all of them.");
        } else if (range.entries().isEmpty() && range.gaps().isNone()) {
            surroundings
                    .terminal()
                    .note("No such records since " + since + ": change --since or --level to see others.");
        }
    }

    /** One answer in the API's format and order, even if its records come from several answers. */
    private static ObjectNode answer(Range range, Instant end) {
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("error_log_list");
        List<LogEntry> newestFirst = range.entries().reversed();
        newestFirst.forEach(entry -> list.add(entry.raw()));
        answer.put("total_record", newestFirst.size());
        range.gaps().writeTo(answer);
        if (!range.complete() && !range.gaps().truncated()) {
            answer.put("truncated", true);
            // -n omitted older records, perhaps some of the oldest second, too
            Instant oldest = newestFirst.isEmpty()
                    ? end
                    : instantOf(newestFirst.getLast()).plusSeconds(1);
            answer.put("searched_from", oldest.toEpochMilli());
        }
        return answer;
    }
}
