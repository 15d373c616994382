package io.logferry.source.listing;

/**
 * How a server's lines begin.
 *
 * @param linePrefix its {@code log_line_prefix}, {@code ""} where it isn't known
 * @param timeZone its {@code log_timezone}, {@code ""} where it isn't known
 */
public record LineForm(String linePrefix, String timeZone) {}
