package io.logferry.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * A message of the service, split into sentences (what is wrong, what to do) and commands that fix it. Each command is on a separate line;
 * a sentence ends with a punctuation mark.
 */
public record Advice(List<Part> parts) {
    /** The API reference's sentence for every 409. It does not say what is wrong, so it is omitted if other sentences do. */
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

    /** The sentences in one line, then each command on an indented line. */
    public String text() {
        return text("");
    }

    /** @param reference error code and request id, in parentheses before the first command; may be empty */
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
