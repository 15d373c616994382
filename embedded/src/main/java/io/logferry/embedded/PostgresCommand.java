package io.logferry.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How PostgreSQL's programs are called: with an environment of their own, so that they see none of our secrets; in a session of their own, so
 * that a Ctrl-C meant for us doesn't reach them; and never as root, which they refuse.
 */
final class PostgresCommand {
    private final PostgresBinaries binaries;

    PostgresCommand(PostgresBinaries binaries) {
        this.binaries = binaries;
    }

    /** A process that writes both its outputs to {@code output}. It becomes the program: its pid is the program's. */
    Process start(Path output, String program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        if (isRoot()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(binaries.program(program).toString());
        command.addAll(arguments);
        return process(command).redirectOutput(output.toFile()).start();
    }

    /** Says what to do where root has no way to be someone else. */
    static void requireUserNamespaces() throws IOException, InterruptedException {
        if (isRoot() && process(List.of("unshare", "-U", "true")).start().waitFor() != 0) {
            throw new PostgresStartException(
                    "PostgreSQL refuses to run as root, and this machine doesn't allow user namespaces"
                            + " (`unshare -U` fails). Run Logferry as an ordinary user,"
                            + " or set logferry.database.url to a PostgreSQL of yours.");
        }
    }

    private static ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.clear();
        environment.putAll(Map.of("PATH", path, "LC_ALL", "C"));
        return builder;
    }

    private static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }
}
