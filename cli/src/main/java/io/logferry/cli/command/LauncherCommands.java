package io.logferry.cli.command;

import java.util.stream.Collectors;
import picocli.CommandLine;

/** The commands that call the service. The build writes their names into the launcher, which caches classes for them. */
public final class LauncherCommands {
    private LauncherCommands() {}

    /** Prints their names, separated by blanks. */
    public static void main(String[] arguments) {
        System.out.print(names());
    }

    /** A command that calls the service has the options for it. */
    public static String names() {
        return Logferry.commandLine(Surroundings.ofProcess()).getSubcommands().entrySet().stream()
                .filter(command -> callsService(command.getValue()))
                .map(command -> command.getKey())
                .collect(Collectors.joining(" "));
    }

    private static boolean callsService(CommandLine command) {
        return command.getCommandSpec().mixins().values().stream()
                .anyMatch(mixin -> mixin.userObject() instanceof CommonOptions);
    }
}
