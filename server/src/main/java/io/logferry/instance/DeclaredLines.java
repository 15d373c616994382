package io.logferry.instance;

import java.util.Optional;

/**
 * How the lines of a node's log begin, as the inventory says: its records are read by that where PostgreSQL can't be asked.
 *
 * @param linePrefix {@code log_line_prefix}
 * @param timeZone {@code log_timezone}, an IANA name
 */
public record DeclaredLines(Optional<String> linePrefix, Optional<String> timeZone) {
    /** Nothing declared. */
    public static final DeclaredLines NONE = new DeclaredLines(Optional.empty(), Optional.empty());
}
