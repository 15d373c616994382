package io.logferry.record;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for one node's latest records in a time range, from the end of its newest file backwards. Records without a time can't be said to be
 * in the range, and are left out.
 *
 * <p>Processes write side by side, so times in a log go back a little now and then: the search ends only at a record that is
 * {@link #DISORDER} older than the range. For one thread.
 */
public final class LatestRecords {
    private static final Duration DISORDER = Duration.ofMinutes(5);

    private final Instant start;
    private final Instant end;
    private final Optional<Severity> level;
    private final int most;
    private final ScanBudget budget;
    private final List<LogRecord> records = new ArrayList<>();
    private boolean passedStart;

    /**
     * @param start inclusive
     * @param end exclusive
     * @param level exactly that severity; empty: all
     * @param most records at most
     * @param budget bytes that may be read
     */
    public LatestRecords(Instant start, Instant end, Optional<Severity> level, int most, long budget) {
        this.start = start;
        this.end = end;
        this.level = level;
        this.most = most;
        this.budget = new ScanBudget(budget);
    }

    /**
     * Looks through the node's next file, the newest first.
     *
     * @return whether older files may hold wanted records, too
     * @throws IOException where the file can't be read; what was found before stays
     */
    public boolean scan(BackwardBytes file, LogDialect dialect) throws IOException {
        BackwardRecords backwards = new BackwardRecords(file, dialect.syntax(), budget);
        while (goesOn() && backwards.previous()) {
            long millis = backwards.millis();
            if (millis == Timestamp.NONE) {
                continue;
            }
            Instant time = Instant.ofEpochMilli(millis);
            passedStart = time.isBefore(start.minus(DISORDER));
            boolean inRange = !time.isBefore(start) && time.isBefore(end);
            boolean ofLevel = level.isEmpty() || level.get() == backwards.severity();
            if (inRange && ofLevel) {
                records.add(backwards.record());
            }
        }
        return goesOn();
    }

    private boolean goesOn() {
        return !passedStart && records.size() < most && !budget.isExhausted();
    }

    /** Those found so far, as they come in the log, the last one first. */
    public List<LogRecord> records() {
        return List.copyOf(records);
    }

    /** Whether the search ended because it had read as many bytes as it may. */
    public boolean isTruncated() {
        return budget.isExhausted();
    }
}
