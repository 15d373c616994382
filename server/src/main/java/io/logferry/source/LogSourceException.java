package io.logferry.source;

import io.logferry.instance.Node;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A node's log can't be read. The message is one sentence that any caller may see: it names the node and what to do, never a host, an address or the
 * server's own text (the cause has it, for the service's log).
 */
public final class LogSourceException extends IOException {
    /** The kind of the fault, for code that depends on it. */
    public enum Fault {
        /** No connection, or a broken one. */
        UNREACHABLE,
        /** The server refused the login. */
        LOGIN_REFUSED,
        /** A grant, function or file permission is missing. */
        NOT_PERMITTED,
        /** There is no log where the inventory or PostgreSQL says. */
        NO_LOG,
        /** The log changed each time that it was read. */
        CHANGED,
        /** The node sent something that was not requested: something in between garbles the answers, or the node is hostile. */
        WRONG_ANSWER,
        /** Reading failed for another reason. */
        FAILED;

        /** Whether the fault may be temporary. */
        public boolean mayPass() {
            return this == UNREACHABLE || this == WRONG_ANSWER;
        }
    }

    private final Fault fault;
    private final String lead;
    private final List<String> commands;

    public LogSourceException(Fault fault, String message) {
        this(fault, message, List.of(), null);
    }

    public LogSourceException(Fault fault, String message, Throwable cause) {
        this(fault, message, List.of(), cause);
    }

    public LogSourceException(Fault fault, String lead, List<String> commands) {
        this(fault, lead, commands, null);
    }

    /**
     * @param lead the message without the commands at its end, for example {@code node orders_node0 is …: run there}
     * @param commands what to run, each ready to be copied
     */
    public LogSourceException(Fault fault, String lead, List<String> commands, @Nullable Throwable cause) {
        super(commands.isEmpty() ? lead : lead + " " + String.join("; ", commands), cause);
        this.fault = fault;
        this.lead = lead;
        this.commands = List.copyOf(commands);
    }

    /** The failure itself if it is a LogSourceException; any other can only be understood by the operator. */
    public static LogSourceException of(Node node, IOException e) {
        return e instanceof LogSourceException explained
                ? explained
                : new LogSourceException(
                        Fault.FAILED,
                        "node " + node.name() + ": its log files could not be read here; this service's log says why",
                        e);
    }

    private static String asSentence(String message) {
        String stop = message.endsWith(".") ? "" : ".";
        return capitalized(message) + stop;
    }

    private static String capitalized(String message) {
        return Character.toUpperCase(message.charAt(0)) + message.substring(1);
    }

    /** The message for any caller: a sentence, then each command on a separate line, ready to be copied. */
    public String sentence() {
        return commands.isEmpty()
                ? lead()
                : lead() + "\n"
                        + commands.stream().map(LogSourceException::asTyped).collect(Collectors.joining("\n"));
    }

    /** The sentence before the {@link #commands}: it ends with a colon, or with a full stop if there are no commands. */
    public String lead() {
        return commands.isEmpty()
                ? asSentence(String.valueOf(getMessage()))
                : capitalized(lead).replaceFirst("[:,]?$", ":");
    }

    /** The command as a person types it: SQL ends with a semicolon, a shell command doesn't. */
    public static String asTyped(String command) {
        return command.startsWith("psql ") || command.startsWith("log: ") ? command : command + ";";
    }

    /** What to run at the node, each ready to be copied; empty if no command helps. */
    public List<String> commands() {
        return commands;
    }

    public Fault fault() {
        return fault;
    }
}
