package io.logferry.cli.command;

import io.logferry.cli.exit.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Print a script that completes commands and options in bash.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(logferry completion)             # in this shell",
            "  logferry completion > ~/.local/share/bash-completion/completions/logferry"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    CompletionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CommandSpec own = java.util.Objects.requireNonNull(spec, "picocli sets it");
        surroundings
                .terminal()
                .out()
                .print(AutoComplete.bash("logferry", own.root().commandLine()));
        return ExitCode.OK.number();
    }
}
