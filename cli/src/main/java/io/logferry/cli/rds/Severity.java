package io.logferry.cli.rds;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Severities, least urgent first. */
public enum Severity {
    DEBUG,
    LOG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    FATAL,
    PANIC;

    /** The severity of an entry in an answer. The API says {@code NOTE} for NOTICE, and {@code DEBUG1} to {@code DEBUG5} for DEBUG. */
    public static Optional<Severity> of(String text) {
        String word = text.toUpperCase(Locale.ROOT).replaceAll("[0-9]$", "");
        String name = word.equals("NOTE") ? "NOTICE" : word;
        return Stream.of(values())
                .filter(severity -> severity.name().equals(name))
                .findFirst();
    }

    public boolean isAtLeast(Severity other) {
        return compareTo(other) >= 0;
    }

    /** The value for the query parameter {@code level}, which selects exactly one severity and has no DEBUG. */
    String queried() {
        return this == NOTICE ? "NOTE" : name();
    }

    List<Severity> andAbove() {
        return Stream.of(values()).filter(severity -> severity.isAtLeast(this)).toList();
    }
}
