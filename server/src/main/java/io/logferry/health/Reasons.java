package io.logferry.health;

import java.util.Collection;
import java.util.LinkedHashSet;

/** Why several nodes' logs can't be read, as one text for a caller. */
public final class Reasons {
    private Reasons() {}

    /** Each reason once; after a reason that has commands to copy, the next one begins on a new line. */
    public static String joined(Collection<String> reasons) {
        StringBuilder text = new StringBuilder();
        for (String reason : new LinkedHashSet<>(reasons)) {
            text.append(text.isEmpty() ? "" : separatorAfter(text)).append(reason);
        }
        return text.toString();
    }

    /** The separator between this text and what follows it. */
    public static String separatorAfter(CharSequence text) {
        return text.toString().contains("\n") ? "\n" : " ";
    }
}
