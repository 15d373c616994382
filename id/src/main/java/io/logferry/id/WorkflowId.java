package io.logferry.id;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** One workflow (the API also calls it a task or job): a UUID. */
public record WorkflowId(UUID value) {
    private static final Pattern SHAPE =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    /** A new, random id. */
    public static WorkflowId random() {
        return new WorkflowId(UUID.randomUUID());
    }

    /** The id, or empty if the text is no UUID in the usual form of 36 characters. */
    public static Optional<WorkflowId> parse(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new WorkflowId(UUID.fromString(text))) : Optional.empty();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
