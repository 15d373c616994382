package io.logferry.source;

/**
 * A node's log can't be read. The message is one sentence that may be told to any caller: it names the node and what to do, never a host, an
 * address or the server's own text (that is in the cause, for the operator's log).
 */
public final class LogSourceException extends Exception {
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
        /** Reading failed for another reason. */
        FAILED
    }

    private final Fault fault;
    private final String sentence;

    public LogSourceException(Fault fault, String message) {
        super(message);
        this.fault = fault;
        this.sentence = asSentence(message);
    }

    public LogSourceException(Fault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
        this.sentence = asSentence(message);
    }

    private static String asSentence(String message) {
        String stop = message.endsWith(".") ? "" : ".";
        return Character.toUpperCase(message.charAt(0)) + message.substring(1) + stop;
    }

    /** The message as a sentence that may be told to any caller. */
    public String sentence() {
        return sentence;
    }

    public Fault fault() {
        return fault;
    }
}
