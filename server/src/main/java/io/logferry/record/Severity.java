package io.logferry.record;

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

    /** The severity of exactly that word, such as {@code WARNING}; empty where there is none. */
    public static Optional<Severity> parse(String text) {
        for (Severity severity : values()) {
            if (severity.name().equals(text)) {
                return Optional.of(severity);
            }
        }
        return Optional.empty();
    }
}
