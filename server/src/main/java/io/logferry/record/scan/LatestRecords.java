package io.logferry.record.scan;

import io.logferry.record.BackwardBytes;
import io.logferry.record.LogDialect;
import io.logferry.record.LogRecord;
import io.logferry.record.Severity;
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
 * Looks for one node's latest records in a time range, from the end of its newest file backwards. A record without a time has that of the record
 * before it in the file; where no record before it has one, the file's ({@link FileTime}).
 *
 * <p>Processes write side by side, so times in a log go back a little now and then, and single ones are wrong: the search begins and ends only
 * where several records are {@link #DISORDER} newer and older than the range; where times are those of sessions' beginnings it begins and
 * ends nowhere. For one thread.
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
        this.times = new TimesBackwards(start, DISORDER);
    }

    /**
     * Looks through the node's next file, the newest first.
     *
     * @return whether older files may hold wanted records, too
     * @throws IOException where the file can't be read; what was found before stays
     */
    public boolean scan(BackwardBytes file, LogDialect dialect) throws IOException {
        RecordSyntax syntax = RecordSyntax.of(dialect);
        boolean inOrder = syntax.isChronological();
        chronological &= inOrder;
        BackwardBytes upToEnd = inOrder ? new RangeEnd(file, syntax, over, RANGE_END_EXACT_TO).cut() : file;
        BackwardRecords backwards = new BackwardRecords(upToEnd, syntax, budget);
        boolean anyTime = false;
        forgetUntimed();
        try {
            while (goesOn() && backwards.previous()) {
                anyTime |= backwards.millis() != RecordSyntax.NO_TIME;
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
     * Says that a file comes next which can't be read: records of the range may be in it, so from here on backwards the result is not complete,
     * whatever older files give.
     */
    public void leaveOut() {
        leftOutBefore = leftOutBefore == null ? completeFrom() : leftOutBefore;
    }

    /** Says that records of before then are where they aren't looked for. */
    public void leaveOutBefore(Instant time) {
        if (time.isAfter(start)) {
            elsewhereBefore = time.isBefore(end) ? time : end;
        }
    }

    private void look(BackwardRecords backwards, boolean inOrder) throws IOException {
        if (backwards.millis() != RecordSyntax.NO_TIME) {
            Instant time = Instant.ofEpochMilli(backwards.millis());
            giveTime(time);
            times.add(backwards.millis());
            passedStart = inOrder && times.passedStart();
            if (isInRange(time) && isWanted(backwards)) {
                add(backwards.record());
            } else if (isInRange(time) && isOfUnknownSeverity(backwards)) {
                unrecognisedBytes += backwards.length();
            }
        } else if (isOfUnknownSeverity(backwards)) {
            untimedOfUnknownSeverity += backwards.length();
        } else if (isWanted(backwards) && records.size() + untimed.size() < most && text + untimedText < MOST_TEXT) {
            LogRecord record = backwards.record();
            untimed.add(record);
            untimedText += record.content().length();
        }
    }

    private boolean isWanted(BackwardRecords backwards) {
        return backwards.isRecognised() && (level.isEmpty() || level.get() == backwards.severity());
    }

    /** Whether it may be of the level that is asked for, which nobody can tell. */
    private boolean isOfUnknownSeverity(BackwardRecords backwards) {
        return backwards.isRecognised() && level.isPresent() && backwards.severity() == null;
    }

    private boolean isInRange(Instant time) {
        return !time.isBefore(start) && time.isBefore(end);
    }

    /** No record before them has a time. Where the file was written after the range they may be of the range or not: then that is said. */
    private void giveTimeOf(BackwardBytes file) {
        Instant time = FileTime.of(file.modified(), end);
        boolean any = !untimed.isEmpty() || untimedOfUnknownSeverity > 0;
        if (any && !time.isBefore(end) && completeFrom().isAfter(start)) {
            leaveOut();
        }
        giveTime(time);
    }

    /** The record that comes before those without a time has this one. */
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

    /** Those found so far, as they come in the log, the last one first; each has a time. */
    public List<LogRecord> records() {
        return List.copyOf(records);
    }

    /**
     * Whether not all of the range was looked at: the search ended because it had read as many bytes as it may, or for as long, or its records
     * are very long; or a file was left out.
     */
    public boolean isTruncated() {
        return budget.isExhausted() || full || leftOutBefore != null || elsewhereBefore != null;
    }

    /** The time from which on the range was looked at completely, its end where nothing can be promised; present when truncated. */
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
     * Bytes gone through in which no record could be recognised: whole files whose prefix is another than the dialect's, or what comes before a
     * file's first record. A record's own further lines are not counted. Where a level is asked for, records of the range whose severity isn't
     * known count, too.
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
