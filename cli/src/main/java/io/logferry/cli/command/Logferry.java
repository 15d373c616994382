package io.logferry.cli.command;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import io.logferry.cli.terminal.Colour;
import io.logferry.cli.terminal.Terminal;
import io.logferry.cli.terminal.VisibleText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;

/** The {@code logferry} command. */
@Command(
        name = "logferry",
        versionProvider = Logferry.Version.class,
        description = "Show and download the error logs of PostgreSQL instances.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands (`logferry COMMAND --help` explains one):%n",
        optionListHeading = "%n",
        footerHeading = "%nCredentials, as for every OpenStack client:%n",
        footer = {
            "  OS_CLOUD            a cloud in clouds.yaml, which can be in the working folder,",
            "                      ~/.config/openstack or /etc/openstack; or",
            "  OS_AUTH_URL         the identity service, e.g. https://iam.example.com/v3",
            "  OS_USERNAME, OS_USER_DOMAIN_NAME, OS_PASSWORD (or the command prompts for it)",
            "  OS_PROJECT_NAME (and OS_PROJECT_DOMAIN_NAME), or OS_PROJECT_ID",
            "  OS_TOKEN            a token instead of user and password",
            "  OS_REGION_NAME      if the cloud has several regions",
            "  OS_CACERT           PEM file of the certificate authorities, instead of Java's",
            "  LOGFERRY_ENDPOINT   the service's address, if the token's catalog has none",
            "",
            "Examples:",
            "  logferry instances",
            "  logferry errors orders --level ERROR --since 2h",
            "  logferry download orders -o - | pgbadger -o report.html -"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:any other failure, for example a full disk",
            "2:wrong usage, or credentials missing",
            "3:not allowed",
            "4:not found",
            "5:the instance is faulty",
            "6:the export failed",
            "7:network failure, or a service is down",
            "8:the result is incomplete; standard error says what is missing"
        })
public final class Logferry implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    boolean version;

    public static void main(String[] arguments) {
        Surroundings surroundings = Surroundings.ofProcess();
        int exitCode = commandLine(surroundings).execute(arguments);
        surroundings.terminal().out().flush();
        surroundings.terminal().err().flush();
        System.exit(exitCode);
    }

    static CommandLine commandLine(Surroundings surroundings) {
        Terminal terminal = surroundings.terminal();
        CommandLine commandLine = new CommandLine(new Logferry())
                .addSubcommand(new InstancesCommand(surroundings))
                .addSubcommand(new DownloadCommand(surroundings))
                .addSubcommand(new ErrorsCommand(surroundings))
                .addSubcommand(new LinksCommand(surroundings))
                .addSubcommand(new JobsCommand(surroundings))
                .addSubcommand(new CompletionCommand(surroundings));
        commandLine.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, Logferry::unwrapped);
        commandLine
                .getSubcommands()
                .values()
                .forEach(command ->
                        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, Logferry::unwrapped));
        return commandLine
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(Math.clamp(terminal.columns(), 60, 110))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(parsed -> run(parsed, surroundings))
                .setParameterExceptionHandler((wrong, given) -> wrongUsage(wrong, terminal))
                .setExecutionExceptionHandler((thrown, command, parsed) -> failed(thrown, surroundings));
    }

    /** Succeeds only if everything was written: a full disk is a failure. */
    private static int run(ParseResult parsed, Surroundings surroundings) {
        int exitCode = new RunLast().execute(parsed);
        try {
            surroundings.terminal().out().requireWritten();
            return exitCode;
        } catch (Failure unwritten) {
            return failed(unwritten, surroundings);
        }
    }

    @Override
    public void run() {
        CommandSpec own = java.util.Objects.requireNonNull(spec, "picocli sets it");
        throw new ParameterException(own.commandLine(), "a command is missing");
    }

    /** Does not wrap examples, even in a narrow terminal, because people copy them. */
    private static String unwrapped(Help help) {
        return Stream.of(help.commandSpec().usageMessage().footer())
                .map(line -> line + System.lineSeparator())
                .collect(Collectors.joining());
    }

    private static int wrongUsage(ParameterException wrong, Terminal terminal) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        String message = Misspelling.of(wrong).orElse(String.valueOf(wrong.getMessage()));
        print(terminal, message + (message.endsWith("?") ? " See `" : ": see `") + command + " --help`");
        return ExitCode.USAGE.number();
    }

    private static int failed(Exception thrown, Surroundings surroundings) {
        Terminal terminal = surroundings.terminal();
        if (thrown instanceof ParameterException wrong) {
            return wrongUsage(wrong, terminal);
        }
        if (thrown instanceof CommandLine.TypeConversionException wrong) {
            print(terminal, String.valueOf(wrong.getMessage()));
            return ExitCode.USAGE.number();
        }
        if (thrown instanceof Failure failure) {
            if (failure.exitCode() != ExitCode.BROKEN_PIPE) {
                print(terminal, failure.line());
            }
            return failure.exitCode().number();
        }
        print(terminal, "this is a bug, please report it with the lines below: " + thrown);
        for (StackTraceElement frame : thrown.getStackTrace()) {
            terminal.err().println("    at " + frame);
        }
        return ExitCode.OTHER.number();
    }

    private static void print(Terminal terminal, String line) {
        String visible = VisibleText.of(line);
        terminal.err().println(Colour.LOUD_RED.paint("logferry:", terminal.errorColours()) + " " + visible);
    }

    /** From the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Logferry.class.getPackage().getImplementationVersion();
            return new String[] {"logferry " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
