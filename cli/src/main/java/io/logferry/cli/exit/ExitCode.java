package io.logferry.cli.exit;

/** How the command ends, for scripts; docs/cli.md lists them. */
public enum ExitCode {
    OK(0),
    /** What none of the others names, e.g. a full disk. */
    OTHER(1),
    USAGE(2),
    NOT_ALLOWED(3),
    NOT_FOUND(4),
    INSTANCE_FAULTY(5),
    EXPORT_FAILED(6),
    NETWORK(7),
    /** What was printed is right, but not all that was asked for: standard error says what is missing. */
    INCOMPLETE(8),
    /** The reader of standard output went away, as {@code | head} does: what a shell reports for SIGPIPE. */
    BROKEN_PIPE(141);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
