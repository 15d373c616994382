package io.logferry.source.listing;

import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a server's settings say about its log.
 *
 * @param collector whether {@code logging_collector} is on
 * @param destination {@code log_destination}, as it is set
 */
public record ServerSettings(boolean collector, String destination, String linePrefix, String timeZone) {
    /**
     * How a server's lines begin.
     *
     * @param linePrefix its {@code log_line_prefix}, {@code ""} if it isn't known
     * @param timeZone its {@code log_timezone}, {@code ""} if it isn't known
     */
    public record Lines(String linePrefix, String timeZone) {
        public static final Lines UNKNOWN = new Lines("", "");

        public LogDialect dialect(LogFormat format) {
            return new LogDialect(format, linePrefix, timeZone);
        }
    }

    public Lines lines() {
        return new Lines(linePrefix, timeZone);
    }

    /** The formats of the files that are written now, in the order of preference: stderr, csvlog, jsonlog. */
    public List<LogFormat> formats() {
        List<String> words = Arrays.stream(destination.toLowerCase(Locale.ROOT).split(","))
                .map(word -> word.replace('"', ' ').strip())
                .toList();
        return Arrays.stream(LogFormat.values())
                .filter(format -> words.contains(format.word()))
                .toList();
    }
}
