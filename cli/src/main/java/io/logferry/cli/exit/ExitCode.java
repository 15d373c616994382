package io.logferry.cli.exit;

/** How the command ends, for scripts; docs/cli.md lists them. */
public enum ExitCode {
    OK(0),
    /** Any other failure, for example a full disk. */
    OTHER(1),
    USAGE(2),
    NOT_ALLOWED(3),
    NOT_FOUND(4),
    INSTANCE_FAULTY(5),
    EXPORT_FAILED(6),
    NETWORK(7),
    /** The printed records are correct, but not all; standard error says what is missing. */
    INCOMPLETE(8),
    /** The reader of standard output has closed it, as {@code | head} does; shells report SIGPIPE as this code. */
    BROKEN_PIPE(141);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
