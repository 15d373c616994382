package io.logferry.record.scan;

import java.time.Duration;
import java.time.Instant;

/** The time of records that have none, nor one before them in the file. */
final class FileTime {
    /** A file is written on between the end of a range that ends now and the look at it, and clocks differ a little. */
    private static final Duration A_MOMENT = Duration.ofMinutes(1);

    private FileTime() {}

    /**
     * The time of the file's last change; where that is only a moment after the end of the range, the moment before that end: as of then, the
     * file had just been written.
     *
     * @param end of the range, exclusive
     */
    static Instant of(Instant modified, Instant end) {
        boolean momentAfter =
                !modified.isBefore(end) && modified.minus(A_MOMENT).isBefore(end);
        return momentAfter ? end.minusMillis(1) : modified;
    }
}
