package io.logferry.record.scan;

import io.logferry.record.Severity;
import io.logferry.record.syntax.RecordSyntax;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The wanted records. Times are compared as the log has them: whole seconds with {@code %t}, else milliseconds.
 *
 * <p>A record without a time has the time of the record before it; if no record before it in the file has one, the file's. Bytes that are not
 * recognised as a record are kept unless their file was last written before the range. If a level is asked for, a record without a level, or
 * with one in an unknown language, is left out.
 *
 * @param start inclusive
 * @param end exclusive
 * @param level this severity and above
 */
public record RecordFilter(Optional<Instant> start, Optional<Instant> end, Optional<Severity> level) {
    /** Whether every byte is wanted. */
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
