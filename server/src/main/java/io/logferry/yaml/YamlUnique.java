package io.logferry.yaml;

import java.util.HashMap;
import java.util.Map;

/** Values that may be there only once in some part of a file. */
public final class YamlUnique<T> {
    private final Map<T, String> holders = new HashMap<>();

    /** Reports a problem where another field has claimed the same value; an absent or invalid field claims nothing. */
    public void claim(YamlField<T> field) {
        field.find().ifPresent(value -> claim(value, field));
    }

    /** Claims a value that {@code field} is a part of, such as a name within a domain. */
    public void claim(T value, YamlField<?> field) {
        String holder = holders.putIfAbsent(value, field.pointer());
        if (holder != null) {
            field.problem("must be unique, but is the same as " + holder);
        }
    }
}
