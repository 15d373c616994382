package io.logferry.record;

import java.io.IOException;

/**
 * How a server writes its log.
 *
 * @param linePrefix its {@code log_line_prefix}; {@code ""} where it isn't known or empty: then records show by a time followed by a level
 * @param timeZone its {@code log_timezone}; {@code ""} where it isn't known: then the abbreviations after the times decide
 */
public record LogDialect(LogFormat format, String linePrefix, String timeZone) {
    /** Where the last whole record ends in a file that is being written and was cut after a line. */
    public long wholeRecords(BackwardBytes file) throws IOException {
        return WholeRecords.end(file, syntax());
    }

    RecordSyntax syntax() {
        Timestamp timestamp = new Timestamp(LogTimeZone.of(timeZone));
        return switch (format) {
            case STDERR -> new StderrSyntax(LinePrefix.of(linePrefix), timestamp);
            case CSVLOG -> new CsvSyntax(timestamp);
            case JSONLOG -> new JsonSyntax(timestamp);
        };
    }
}
