package io.logferry.id;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** A tenant's project: 32 lower-case hex digits. */
public record ProjectId(String value) {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{32}");

    public ProjectId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("a project id is 32 lower-case hex digits");
        }
    }

    /** The id; empty if the text has another form. */
    public static Optional<ProjectId> parse(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new ProjectId(text)) : Optional.empty();
    }

    /** A new random project id. */
    public static ProjectId random() {
        return new ProjectId(UUID.randomUUID().toString().replace("-", ""));
    }

    @Override
    public String toString() {
        return value;
    }
}
