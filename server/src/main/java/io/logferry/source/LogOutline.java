package io.logferry.source;

import io.logferry.record.LogFormat;

/**
 * What is about to be copied.
 *
 * @param bytes how many bytes will come (an estimate where a file is packed)
 * @param linePrefix the server's {@code log_line_prefix}, {@code ""} where it isn't known
 * @param timeZone the server's {@code log_timezone}, {@code ""} where it isn't known
 */
public record LogOutline(LogFormat format, long bytes, String linePrefix, String timeZone) {}
