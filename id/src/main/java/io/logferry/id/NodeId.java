package io.logferry.id;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** One node of an instance: 32 hex digits and {@code noNN}, such as {@code no03}. */
public record NodeId(String value) implements Comparable<NodeId> {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{32}no[0-9]{2}");

    public NodeId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("a node id is 32 lower-case hex digits followed by no03");
        }
    }

    /** The id; empty if the text has another form. */
    public static Optional<NodeId> parse(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new NodeId(text)) : Optional.empty();
    }

    /** A new random id of a PostgreSQL node. */
    public static NodeId random() {
        return new NodeId(UUID.randomUUID().toString().replace("-", "") + "no03");
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
