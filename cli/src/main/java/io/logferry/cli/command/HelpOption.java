package io.logferry.cli.command;

import picocli.CommandLine.Option;

/** Of every command. */
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Explain this command.")
    boolean help;
}
