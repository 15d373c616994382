package io.logferry.record.scan;

import io.logferry.record.Severity;
import io.logferry.record.syntax.RecordSyntax;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which records are wanted. Times are compared as they are written in the log: whole seconds with {@code %t}, else milliseconds.
 *
 * <p>A record without a time of its own has that of the record before it; where none before it in the file has one either (a log without times), it
 * has the file's. What isn't recognised as a record is kept unless its file was last written before the time asked for. A record without a level, or with one in a language that isn't known, is kept only where no level is
 * asked for.
 *
 * @param start records from then on (inclusive)
 * @param end records before then (exclusive)
 * @param level that severity and above
 */
public record RecordFilter(Optional<Instant> start, Optional<Instant> end, Optional<Severity> level) {
    /** Whether every byte of the log is wanted. */
    public boolean keepsAll() {
        return !isByTime() && level.isEmpty();
    }

    boolean keeps(long millis, @Nullable Severity severity) {
        if (level.isPresent() && (severity == null || severity.compareTo(level.get()) < 0)) {
            return false;
        }
        if (millis == RecordSyntax.NO_TIME) {
            return true;
        }
        return isWithin(Instant.ofEpochMilli(millis));
    }

    boolean isByTime() {
        return start.isPresent() || end.isPresent();
    }

    boolean isWithin(Instant time) {
        return start.filter(time::isBefore).isEmpty()
                && end.filter(exclusive -> !time.isBefore(exclusive)).isEmpty();
    }
}
