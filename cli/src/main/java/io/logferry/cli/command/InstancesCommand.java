package io.logferry.cli.command;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.http.Json;
import io.logferry.cli.rds.Answers;
import io.logferry.cli.rds.Instance;
import io.logferry.cli.terminal.Advice;
import io.logferry.cli.terminal.Colour;
import io.logferry.cli.terminal.Table;
import io.logferry.cli.terminal.Terminal;
import io.logferry.cli.terminal.VisibleText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "instances",
        description = "List the project's instances and their status.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  logferry instances",
            "  logferry instances | cut -f1              # their names, for a script",
            "  logferry instances --json | jq '.instances[].nodes'"
        })
final class InstancesCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private CommonOptions common = new CommonOptions();

    InstancesCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Terminal terminal = surroundings.terminal();
        Answers<Instance> instances =
                Connection.open(surroundings, common).rds().instances();
        if (common.json) {
            terminal.out().println(Json.text(instances.raw()));
            return ExitCode.OK.number();
        }
        Table table = new Table("NAME", "ID", "STATUS", "TYPE", "VERSION", "NODES", "LOG")
                .colouring(InstancesCommand::colour);
        for (Instance instance : instances.items()) {
            table.row(
                    instance.name(),
                    instance.id(),
                    instance.status(),
                    instance.type(),
                    instance.version(),
                    String.valueOf(instance.nodes().size()),
                    instance.log().words());
        }
        table.print(terminal);
        instances
                .items()
                .forEach(instance -> instance.log()
                        .reason()
                        .ifPresent(reason -> terminal.note(VisibleText.of(
                                instance.name() + ": log " + instance.log().words() + " since "
                                        + instance.log().since() + ": "
                                        + Advice.in(reason).text()))));
        if (instances.items().isEmpty()) {
            terminal.note("The project has no instances.");
        }
        return ExitCode.OK.number();
    }

    private static Colour colour(String cell) {
        return switch (cell) {
            case "ACTIVE", "readable" -> Colour.GREEN;
            case "FAILED", "STORAGE FULL", "not readable" -> Colour.RED;
            case "partly readable", "FROZEN", "SHUTDOWN", "REBOOTING" -> Colour.YELLOW;
            default -> Colour.PLAIN;
        };
    }
}
