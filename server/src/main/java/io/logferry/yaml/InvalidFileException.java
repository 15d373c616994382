package io.logferry.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration file that can't be used, with all its problems. Contains no secret. */
public final class InvalidFileException extends Exception {
    private static final int SHOWN = 20;

    private final List<String> problems;

    /** @param problems at least one, each with the file, and the line and field if there is one */
    public InvalidFileException(List<String> problems) {
        this(problems, problems.size());
    }

    /** @param all how many there are; {@code problems} may have only the first */
    InvalidFileException(List<String> problems, int all) {
        super(message(problems, all));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }

    private static String message(List<String> problems, int all) {
        String shown = problems.stream().limit(SHOWN).collect(Collectors.joining("\n"));
        return all <= SHOWN ? shown : shown + "\nand " + (all - SHOWN) + " more problems";
    }
}
