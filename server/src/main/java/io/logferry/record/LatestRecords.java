package io.logferry.record;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Looks for one node's latest records in a time range, from the end of its newest file backwards. Records without a time can't be said to be
 * in the range, and are left out.
 *
 * <p>Processes write side by side, so times in a log go back a little now and then: the search begins and ends only at records that are
 * {@link #DISORDER} newer and older than the range; where they are those of sessions' beginnings it begins and ends nowhere. For one thread.
 */
public final class LatestRecords {
    private static final Duration DISORDER = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final long RANGE_END_EXACT_TO = 1 << 20;

    /** Characters of all records together: they are held in memory. */
    private static final long MOST_TEXT = 8 << 20;

    private final Instant start;
    private final Instant end;
    private final Instant over;
    private final Optional<Severity> level;
    private final int most;
    private final ScanBudget budget;
    private final List<LogRecord> records = new ArrayList<>();
    private boolean passedStart;
    private long text;

    /**
     * @param start inclusive
     * @param end exclusive
     * @param level exactly that severity; empty: all
     * @param most records at most
     * @param budget bytes that may be read
     */
    public LatestRecords(Instant start, Instant end, Optional<Severity> level, int most, long budget) {
        this(start, end, level, most, budget, System::nanoTime);
    }

    LatestRecords(Instant start, Instant end, Optional<Severity> level, int most, long budget, LongSupplier nanoTime) {
        this.start = start;
        this.end = end;
        this.over = end.isAfter(Instant.MAX.minus(DISORDER)) ? end : end.plus(DISORDER);
        this.level = level;
        this.most = most;
        this.budget = new ScanBudget(budget, LONGEST, nanoTime);
    }

    /**
     * Looks through the node's next file, the newest first.
     *
     * @return whether older files may hold wanted records, too
     * @throws IOException where the file can't be read; what was found before stays
     */
    public boolean scan(BackwardBytes file, LogDialect dialect) throws IOException {
        RecordSyntax syntax = dialect.syntax();
        boolean chronological = syntax.isChronological();
        BackwardBytes upToEnd = chronological ? new RangeEnd(file, syntax, over, RANGE_END_EXACT_TO).cut() : file;
        BackwardRecords backwards = new BackwardRecords(upToEnd, syntax, budget);
        while (goesOn() && backwards.previous()) {
            long millis = backwards.millis();
            if (millis == Timestamp.NONE) {
                continue;
            }
            Instant time = Instant.ofEpochMilli(millis);
            passedStart = chronological && time.isBefore(start.minus(DISORDER));
            boolean inRange = !time.isBefore(start) && time.isBefore(end);
            boolean ofLevel = level.isEmpty() || level.get() == backwards.severity();
            if (inRange && ofLevel) {
                add(backwards.record());
            }
        }
        return goesOn();
    }

    private void add(LogRecord record) {
        records.add(record);
        text += record.content().length();
    }

    private boolean goesOn() {
        return !passedStart && records.size() < most && !isTruncated();
    }

    /** Those found so far, as they come in the log, the last one first. */
    public List<LogRecord> records() {
        return List.copyOf(records);
    }

    /** Whether the search ended because it had read as many bytes as it may, or for as long, or its records are very long. */
    public boolean isTruncated() {
        return budget.isExhausted() || (text >= MOST_TEXT && records.size() < most);
    }
}
