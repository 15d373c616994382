package io.logferry.record;

/**
 * How a server writes its log.
 *
 * @param linePrefix its {@code log_line_prefix}; {@code ""} if it is unknown or empty: then records begin with a time followed by a level
 * @param timeZone its {@code log_timezone}; {@code ""} if it is unknown: then the abbreviations after the times decide
 */
public record LogDialect(LogFormat format, String linePrefix, String timeZone) {}
