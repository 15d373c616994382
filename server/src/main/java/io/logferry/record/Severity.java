package io.logferry.record;

import java.util.Arrays;
import java.util.Optional;

/** Severity of a log record, least urgent first (PostgreSQL's own log order differs). DEBUG stands for DEBUG1 to DEBUG5. */
public enum Severity {
    DEBUG,
    LOG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    FATAL,
    PANIC;

    /** The severity with exactly this name, such as {@code WARNING}. */
    public static Optional<Severity> parse(String text) {
        return Arrays.stream(values())
                .filter(severity -> severity.name().equals(text))
                .findFirst();
    }
}
