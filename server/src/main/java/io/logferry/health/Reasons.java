package io.logferry.health;

import java.util.Collection;
import java.util.List;

/** Why several nodes' logs can't be read, as one text for a caller. */
public final class Reasons {
    private Reasons() {}

    /** Each reason once; what follows a reason that ends with a command to copy begins on a line of its own. */
    public static String joined(Collection<String> reasons) {
        StringBuilder text = new StringBuilder();
        for (String reason : List.copyOf(new java.util.LinkedHashSet<>(reasons))) {
            text.append(text.isEmpty() ? "" : separatorAfter(text)).append(reason);
        }
        return text.toString();
    }

    /** What stands between that text and what follows it. */
    public static String separatorAfter(CharSequence text) {
        return text.toString().contains("\n") ? "\n" : " ";
    }
}
