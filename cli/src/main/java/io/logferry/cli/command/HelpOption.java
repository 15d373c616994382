package io.logferry.cli.command;

import picocli.CommandLine.Option;

/** The option {@code --help} of every command. */
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Explain this command.")
    boolean help;
}
