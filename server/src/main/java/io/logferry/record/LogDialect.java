package io.logferry.record;

/**
 * How a server writes its log.
 *
 * @param linePrefix its {@code log_line_prefix}; {@code ""} where it isn't known or empty: then records show by a time followed by a level
 * @param timeZone its {@code log_timezone}; {@code ""} where it isn't known: then the abbreviations after the times decide
 */
public record LogDialect(LogFormat format, String linePrefix, String timeZone) {}
