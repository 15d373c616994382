package io.logferry.record.scan;

import io.logferry.record.BackwardBytes;
import io.logferry.record.LogDialect;
import io.logferry.record.LogRecord;
import io.logferry.record.Severity;
import io.logferry.record.scan.BackwardRecords.Found;
import io.logferry.record.syntax.RecordSyntax;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Searches one node's log for its latest records in a time range, from the end of the newest file backwards. A record without a time has the
 * time of the record before it in the file; if no record before it has one, the file's ({@link FilteredLog#timeOfFile}).
 *
 * <p>Many processes write a log, so times go back a little now and then, and single times are wrong. So the search begins and ends only
 * where several records are {@link #DISORDER} newer or older than the range. If the times are those when sessions began, it reads the whole
 * log. For one thread.
 */
public final class LatestRecords {
    private static final Duration DISORDER = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    /** Characters of all records together: they are held in memory. */
    private static final long MOST_TEXT = 8 << 20;

    private final Instant start;
    private final Instant end;
    private final Instant over;
    private final Optional<Severity> level;
    private final int most;
    private final BackwardRecords.Budget budget;
    private final TimesBackwards times;
    private final List<LogRecord> records = new ArrayList<>();
    private final List<LogRecord> untimed = new ArrayList<>();
    private boolean passedStart;
    private boolean chronological = true;
    private boolean full;
    private long text;
    private long untimedText;
    private long untimedOfUnknownSeverity;
    private long unrecognisedBytes;
    private @Nullable Instant leftOutBefore;
    private @Nullable Instant elsewhereBefore;

    /**
     * @param start inclusive
     * @param end exclusive
     * @param level exactly this severity; empty: all
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
        this.budget = new BackwardRecords.Budget(budget, LONGEST, nanoTime);
        this.times = new TimesBackwards(start, DISORDER);
    }

    /**
     * Searches the node's next file; files come newest first.
     *
     * @return whether older files may have wanted records
     * @throws IOException if the file can't be read; the records found before stay
     */
    public boolean scan(BackwardBytes file, LogDialect dialect) throws IOException {
        RecordSyntax syntax = RecordSyntax.of(dialect);
        boolean inOrder = syntax.isChronological();
        chronological &= inOrder;
        long size = inOrder ? RangeEnd.of(file, syntax, over) : file.size();
        BackwardRecords backwards = new BackwardRecords(file, size, syntax, budget);
        boolean anyTime = false;
        forgetUntimed();
        try {
            while (goesOn() && backwards.previous()) {
                anyTime |= backwards.current().hasTime();
                look(backwards, inOrder);
            }
        } finally {
            unrecognisedBytes += backwards.unrecognisedBytes();
        }
        if (goesOn() || !anyTime) {
            giveTimeOf(file);
        }
        return goesOn();
    }

    /**
     * The next file can't be read. It may have records of the range, so the result is incomplete from here on backwards, even if older files
     * are searched.
     */
    public void leaveOut() {
        leftOutBefore = leftOutBefore == null ? completeFrom() : leftOutBefore;
    }

    /** Records before this time are where the search doesn't look. */
    public void leaveOutBefore(Instant time) {
        if (time.isAfter(start)) {
            elsewhereBefore = time.isBefore(end) ? time : end;
        }
    }

    private void look(BackwardRecords backwards, boolean inOrder) throws IOException {
        Found found = backwards.current();
        if (found.hasTime()) {
            Instant time = Instant.ofEpochMilli(found.millis());
            giveTime(time);
            times.add(found.millis());
            passedStart = inOrder && times.passedStart();
            if (isInRange(time) && isWanted(found)) {
                add(backwards.record());
            } else if (isInRange(time) && isOfUnknownSeverity(found)) {
                unrecognisedBytes += backwards.length();
            }
        } else if (isOfUnknownSeverity(found)) {
            untimedOfUnknownSeverity += backwards.length();
        } else if (isWanted(found) && records.size() + untimed.size() < most && text + untimedText < MOST_TEXT) {
            LogRecord record = backwards.record();
            untimed.add(record);
            untimedText += record.content().length();
        }
    }

    private boolean isWanted(Found found) {
        return found.recognised() && (level.isEmpty() || level.get() == found.severity());
    }

    /** Whether it may have the level that is asked for; its severity doesn't show it. */
    private boolean isOfUnknownSeverity(Found found) {
        return found.recognised() && level.isPresent() && found.severity() == null;
    }

    private boolean isInRange(Instant time) {
        return !time.isBefore(start) && time.isBefore(end);
    }

    /** No record before these has a time. If the file was written after the range, they may be in the range: then the result is incomplete. */
    private void giveTimeOf(BackwardBytes file) {
        Instant time = FilteredLog.timeOfFile(file.modified(), end);
        boolean any = !untimed.isEmpty() || untimedOfUnknownSeverity > 0;
        if (any && !time.isBefore(end) && completeFrom().isAfter(start)) {
            leaveOut();
        }
        giveTime(time);
    }

    /** Gives this time, of the record before them, to the records without one. */
    private void giveTime(Instant time) {
        if (isInRange(time)) {
            untimed.forEach(record -> add(record.at(time)));
            unrecognisedBytes += untimedOfUnknownSeverity;
        }
        forgetUntimed();
    }

    private void forgetUntimed() {
        untimedOfUnknownSeverity = 0;
        untimed.clear();
        untimedText = 0;
    }

    private void add(LogRecord record) {
        if (records.size() < most) {
            records.add(record);
            text += record.content().length();
            full = text >= MOST_TEXT && records.size() < most;
        }
    }

    private boolean goesOn() {
        return !passedStart && records.size() < most && !full && !budget.isExhausted();
    }

    /** The records found so far, in the order of the log, the last one first; each has a time. */
    public List<LogRecord> records() {
        return List.copyOf(records);
    }

    /**
     * Whether a part of the range was not searched: the budget of bytes or time was used up, the records are very long, or a file was left
     * out.
     */
    public boolean isTruncated() {
        return budget.isExhausted() || full || leftOutBefore != null || elsewhereBefore != null;
    }

    /** The time from which on the range was searched completely, or its end if that is not known; present if truncated. */
    public Optional<Instant> searchedFrom() {
        if (!isTruncated()) {
            return Optional.empty();
        }
        Instant reached = budget.isExhausted() || full ? completeFrom() : start;
        return Optional.of(later(later(reached, leftOutBefore), elsewhereBefore));
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }

    /**
     * Bytes read in which no record was recognised: whole files with another prefix than the dialect's, or what comes before a file's first
     * record. Further lines of a record are not counted. If a level is asked for, records of the range with an unknown severity are counted.
     */
    public long unrecognisedBytes() {
        return unrecognisedBytes;
    }

    private Instant completeFrom() {
        Instant reached = chronological ? times.completeFrom().orElse(end) : end;
        Instant inRange = reached.isBefore(start) ? start : reached;
        return inRange.isBefore(end) ? inRange : end;
    }
}
