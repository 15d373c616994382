package io.logferry.id;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A database instance: 32 hex digits of either case and {@code inNN}; {@code in03} is PostgreSQL, but other numbers are well-formed, too. IDs that
 * differ in the case of a digit are different IDs.
 */
public record InstanceId(String value) {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-fA-F]{32}in[0-9]{2}");

    public InstanceId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("an instance id is 32 hex digits followed by in03");
        }
    }

    /** The id; empty if the text has another form. */
    public static Optional<InstanceId> parse(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new InstanceId(text)) : Optional.empty();
    }

    /** A new random id of a PostgreSQL instance. */
    public static InstanceId random() {
        return new InstanceId(UUID.randomUUID().toString().replace("-", "") + "in03");
    }

    @Override
    public String toString() {
        return value;
    }
}
