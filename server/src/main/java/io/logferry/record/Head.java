package io.logferry.record;

import org.jspecify.annotations.Nullable;

/** What the beginning of a record tells. Filled anew for each record, so that scanning makes no garbage. */
final class Head {
    /** The position after what was read as the head; the message's text begins there or later. */
    int end;

    /** Milliseconds since the epoch, or {@link Timestamp#NONE}. */
    long millis;

    /** Null where the record has none, or it is in a language that isn't known. */
    @Nullable Severity severity;

    void set(int end, long millis, @Nullable Severity severity) {
        this.end = end;
        this.millis = millis;
        this.severity = severity;
    }
}
