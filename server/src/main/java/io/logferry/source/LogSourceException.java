package io.logferry.source;

import io.logferry.instance.Node;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A node's log can't be read. The message is one sentence that may be told to any caller: it names the node and what to do, never a host, an
 * address or the server's own text (that is in the cause, for the operator's log).
 */
public final class LogSourceException extends IOException {
    /** What is wrong, for those who decide by it. */
    public enum Fault {
        /** No connection, or it broke. */
        UNREACHABLE,
        /** The server refused the login. */
        LOGIN_REFUSED,
        /** A grant, function or file permission is missing. */
        NOT_PERMITTED,
        /** There is no log where it should be. */
        NO_LOG,
        /** The log kept changing under the reader. */
        CHANGED,
        /** The node sent what was not asked for: something is in between, which may go, or it means harm. */
        WRONG_ANSWER,
        /** Reading failed for another reason. */
        FAILED;

        /** Whether it may pass if one waits. */
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

    /**
     * @param lead the message up to the commands that end it, such as {@code node orders_node0 is …: run there}
     * @param commands what to run, each as it can be copied
     */
    public LogSourceException(Fault fault, String lead, List<String> commands, @Nullable Throwable cause) {
        super(commands.isEmpty() ? lead : lead + " " + String.join("; ", commands), cause);
        this.fault = fault;
        this.lead = lead;
        this.commands = List.copyOf(commands);
    }

    /** Files that this service reads itself can't be read, for a reason that only the operator can understand. */
    public static LogSourceException notReadHere(Node node, IOException e) {
        return new LogSourceException(
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

    /** The message for any caller: a sentence, then each command on a line of its own, as it can be copied. */
    public String sentence() {
        return commands.isEmpty()
                ? lead()
                : lead() + "\n"
                        + commands.stream().map(LogSourceException::asTyped).collect(Collectors.joining("\n"));
    }

    /** The sentence for a reader who is shown the {@link #commands} after it: it ends with a colon, or in a full stop where there are none. */
    public String lead() {
        return commands.isEmpty()
                ? asSentence(String.valueOf(getMessage()))
                : capitalized(lead).replaceFirst("[:,]?$", ":");
    }

    /** The command as a person types it: SQL ends with a semicolon, a command of the shell doesn't. */
    public static String asTyped(String command) {
        return command.startsWith("psql ") || command.startsWith("log: ") ? command : command + ";";
    }

    /** What to run at the node, each as it can be copied; none where nothing that can be run helps. */
    public List<String> commands() {
        return commands;
    }

    public Fault fault() {
        return fault;
    }
}
