package io.logferry.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * A message of the service, taken apart: what is wrong and what to do, and the commands to do it with. Each command has a line of its own, and
 * sentences end as sentences do.
 */
public record Advice(List<Part> parts) {
    /** How the reference words a 409. It does not say what is wrong, so it gives way to the sentences that do. */
    private static final String REFERENCE =
            "Another operation is being performed on the DB instance or the DB instance is faulty.";

    private static final String INDENT = "\n    ";

    /** A sentence, or a command as it can be copied. */
    public record Part(String text, boolean isCommand) {}

    public static Advice in(String message) {
        List<String> lines = message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        List<Part> parts = new ArrayList<>();
        for (String line : lines) {
            if (lines.size() == 1 || !line.equals(REFERENCE)) {
                parts.add(new Part(line, !parts.isEmpty() && !line.matches(".*[.:!?]")));
            }
        }
        return new Advice(List.copyOf(parts));
    }

    /** The sentences in one line; each command in an indented one of its own. */
    public String text() {
        return text("");
    }

    /** @param reference what to look the message up by, in parentheses before the first command; may be empty */
    public String text(String reference) {
        StringBuilder text = new StringBuilder();
        boolean referred = reference.isEmpty();
        boolean afterCommand = false;
        for (Part part : parts) {
            if (part.isCommand() && !referred) {
                text.append(" (").append(reference).append(")");
                referred = true;
            }
            text.append(
                    part.isCommand() || afterCommand ? (part.isCommand() ? INDENT : "\n") : text.isEmpty() ? "" : " ");
            text.append(part.text());
            afterCommand = part.isCommand();
        }
        return referred ? text.toString() : text + " (" + reference + ")";
    }

    public boolean hasCommands() {
        return parts.stream().anyMatch(Part::isCommand);
    }
}
