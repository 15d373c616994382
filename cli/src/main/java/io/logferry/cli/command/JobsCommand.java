package io.logferry.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.http.Json;
import io.logferry.cli.rds.Answers;
import io.logferry.cli.rds.Job;
import io.logferry.cli.rds.Rds;
import io.logferry.cli.terminal.Advice;
import io.logferry.cli.terminal.Colour;
import io.logferry.cli.terminal.Table;
import io.logferry.cli.terminal.Terminal;
import io.logferry.cli.terminal.VisibleText;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "jobs",
        description = "List the project's tasks of the last month, or show one.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  logferry jobs",
            "  logferry jobs --instance orders -n 50",
            "  logferry jobs 44fb1d85-2fcc-4d63-ad3b-c3d1ecd7000e      # why it failed"
        })
final class JobsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "A task's ID: show only this task, with its notes.")
    private @Nullable String id;

    @Option(names = "--instance", paramLabel = "INSTANCE", description = "Only tasks of this instance.")
    private @Nullable String instance;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "10",
            description = "The latest N tasks (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin
    private CommonOptions common = new CommonOptions();

    JobsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Rds rds = Connection.open(surroundings, common).rds();
        if (id != null) {
            show(rds.jobAnswer(id));
        } else {
            list(rds);
        }
        return ExitCode.OK.number();
    }

    private void list(Rds rds) {
        Terminal terminal = surroundings.terminal();
        Optional<String> instanceId =
                Optional.ofNullable(instance).map(word -> rds.instance(word).id());
        Answers<Job> tasks = rds.tasks(instanceId, Math.max(1, limit));
        if (common.json) {
            terminal.out().println(Json.text(tasks.raw()));
            return;
        }
        Table table = new Table("INSTANCE", "STATUS", "CREATED", "ENDED", "ID").colouring(JobsCommand::colour);
        for (Job task : tasks.items()) {
            String status = task.isRunning() ? task.status() + " " + task.percent() + " %" : task.status();
            table.row(task.instanceName(), status, task.created(), task.ended(), task.id());
        }
        table.print(terminal);
        if (tasks.items().isEmpty()) {
            terminal.note("No tasks yet: `logferry download INSTANCE` starts one.");
        }
    }

    private void show(JsonNode answer) {
        Terminal terminal = surroundings.terminal();
        if (common.json) {
            terminal.out().println(Json.text(answer));
            return;
        }
        Job job = Rds.jobOf(answer);
        line("id", job.id());
        line("name", job.name());
        line("instance", job.instanceName() + " (" + job.instanceId() + ")");
        line("status", job.isRunning() ? job.status() + " " + job.percent() + " %" : job.status());
        line("created", job.created());
        line("ended", job.ended());
        line("reason", Advice.in(job.failReason()).text());
        job.notes().forEach(note -> line("note", Advice.in(note).text()));
    }

    private void line(String name, String value) {
        if (!value.isEmpty()) {
            surroundings.terminal().out().printf("%-9s %s%n", name, VisibleText.of(value));
        }
    }

    private static Colour colour(String cell) {
        return switch (cell) {
            case "Completed" -> Colour.GREEN;
            case "Failed" -> Colour.RED;
            default -> cell.startsWith("Running") ? Colour.CYAN : Colour.PLAIN;
        };
    }
}
