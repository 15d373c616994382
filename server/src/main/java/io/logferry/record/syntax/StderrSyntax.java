package io.logferry.record.syntax;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * Records of the stderr format. A record begins at a line with the server's prefix and a severity. These lines after it belong to it: those with
 * a prefix and DETAIL, HINT, QUERY, CONTEXT, LOCATION, BACKTRACE or STATEMENT (the server writes them together with the message), those that
 * begin with a tab (further lines of the message), and those without a prefix (other programs and libraries write to the same file).
 *
 * <p>The setting may have changed since, or be unknown. So a line with a time, a zone and then a known label counts as one with a prefix, too,
 * unless the prefix has line feeds in it, because then every line would be one.
 */
final class StderrSyntax extends RecordSyntax {
    private static final int GENERIC_TIME_WITHIN = 512;
    private static final int EPOCH_DIGITS = 10;
    private static final int MILLI_DIGITS = 3;

    private final PrefixMatcher prefix;
    private final Timestamp timestamp;
    private final int lines;
    private final boolean chronological;

    private int labelFrom;
    private long millis;
    private boolean exact;
    private @Nullable Label label;

    StderrSyntax(LinePrefix prefix, Timestamp timestamp) {
        this.prefix = new PrefixMatcher(prefix, timestamp);
        this.timestamp = timestamp;
        this.lines = prefix.lines();
        this.chronological = !prefix.hasSessionStartAlone();
    }

    @Override
    public boolean isChronological() {
        return chronological;
    }

    @Override
    public Verdict examine(byte[] bytes, int from, int to, boolean last) {
        int limit = Math.min(to, from + HEAD_LIMIT);
        int end = headLinesEnd(bytes, from, limit);
        if (end < 0 && limit == to && to - from < HEAD_LIMIT && !last) {
            return Verdict.UNDECIDED;
        }
        int lineEnd = end < 0 ? limit : end;
        int labelEnd = labelEnd(bytes, from, lineEnd);
        if (labelEnd < 0) {
            return showsLabel(bytes, from, lineEnd) ? Verdict.UNRECOGNISED : Verdict.CONTINUES;
        }
        if (label != null && label.severity() == null) {
            return Verdict.CONTINUES;
        }
        setHead(labelEnd, millis, label == null ? null : label.severity());
        return Verdict.BEGINS;
    }

    @Override
    public String content(byte[] bytes, int from, int to) {
        StringBuilder content = new StringBuilder();
        int carriageReturn = Bytes.hasCarriageReturns(bytes, from, to) ? 1 : 0;
        int at = from;
        while (at < to) {
            int textFrom = textFrom(bytes, at, to);
            int lineFeed = Bytes.indexOf(bytes, Math.max(at, textFrom), to, Bytes.LINE_FEED);
            int end = lineFeed < 0 ? to : Math.max(textFrom, lineFeed - carriageReturn);
            content.append(new String(bytes, textFrom, end - textFrom, UTF_8)).append('\n');
            at = lineFeed < 0 ? to : lineFeed + 1;
        }
        return content.toString().stripTrailing();
    }

    /** Lines of a message begin with a tab, so a label in another line is that of a record with an unknown prefix. */
    private boolean showsLabel(byte[] bytes, int from, int lineEnd) {
        return from < lineEnd
                && bytes[from] != '\t'
                && lines == 1
                && (Label.at(bytes, from, lineEnd) != null
                        || labelWithin(bytes, from + 1, from + GENERIC_TIME_WITHIN, lineEnd) >= 0);
    }

    private int headLinesEnd(byte[] bytes, int from, int limit) {
        int end = from;
        for (int line = 0; line < lines && end >= 0; line++) {
            int lineEnd = Bytes.lineEnd(bytes, end, limit);
            end = lineEnd < 0 ? -1 : lineEnd + 1;
        }
        return end;
    }

    /** Where the text to show begins: after the severity (the record has it), at any other label, or after the tab of a further line. */
    private int textFrom(byte[] bytes, int from, int to) {
        int labelEnd = labelEnd(bytes, from, Math.min(to, from + HEAD_LIMIT));
        if (labelEnd >= 0) {
            return label != null && label.severity() != null ? labelEnd : labelFrom;
        }
        return bytes[from] == '\t' ? from + 1 : from;
    }

    private int labelEnd(byte[] bytes, int from, int to) {
        int end = prefix.match(bytes, from, to);
        if (end >= 0) {
            label = prefix.label();
            labelFrom = prefix.labelFrom();
            millis = prefix.millis();
            return end;
        }
        return anyPrefixEnd(bytes, from, to);
    }

    private int anyPrefixEnd(byte[] bytes, int from, int to) {
        if (from == to || bytes[from] == '\t' || lines > 1) {
            return -1;
        }
        int lineFeed = Bytes.lineEnd(bytes, from, to);
        int lineEnd = lineFeed < 0 ? to : lineFeed;
        int time = timeWithin(bytes, from, from + GENERIC_TIME_WITHIN, lineEnd);
        boolean first = true;
        while (time >= 0) {
            int end = timeEnd(bytes, time, lineEnd);
            takeTime(bytes, time, end, first);
            if (label != null) {
                return labelFrom + label.length();
            }
            int found = labelWithin(bytes, end, end + GENERIC_TIME_WITHIN, lineEnd);
            time = timeWithin(bytes, end, found < 0 ? end + GENERIC_TIME_WITHIN : labelFrom, lineEnd);
            if (time < 0) {
                return found;
            }
            first = false;
        }
        return first ? anyEpochEnd(bytes, from, lineEnd) : -1;
    }

    /** The position after a label that follows seconds since the epoch ({@code %n}: ten digits, a dot, three digits). */
    private int anyEpochEnd(byte[] bytes, int from, int lineEnd) {
        int searchEnd = Math.min(lineEnd, from + GENERIC_TIME_WITHIN);
        for (int dot = Bytes.indexOf(bytes, from, searchEnd, (byte) '.');
                dot >= 0;
                dot = Bytes.indexOf(bytes, dot + 1, searchEnd, (byte) '.')) {
            int end = dot + 1 + MILLI_DIGITS;
            int begin = dot - EPOCH_DIGITS;
            boolean standsAlone = begin >= from
                    && end <= lineEnd
                    && (begin == from || !Bytes.isDigit(bytes[begin - 1]))
                    && (end == lineEnd || !Bytes.isDigit(bytes[end]));
            if (standsAlone
                    && Bytes.skipDigits(bytes, begin, dot) == dot
                    && Bytes.skipDigits(bytes, dot + 1, end) == end) {
                int half = EPOCH_DIGITS / 2;
                long seconds = Bytes.number(bytes, begin, half) * 100_000L + Bytes.number(bytes, begin + half, half);
                millis = seconds * 1000 + Bytes.number(bytes, dot + 1, MILLI_DIGITS);
                return labelWithin(bytes, end, end + GENERIC_TIME_WITHIN, lineEnd);
            }
        }
        return -1;
    }

    /** Where the first time begins that has its first dash within these bounds, or -1. */
    private int timeWithin(byte[] bytes, int from, int to, int lineEnd) {
        int searchEnd = Math.min(to, lineEnd);
        int dash = Bytes.indexOf(bytes, Math.min(from + 4, searchEnd), searchEnd, (byte) '-');
        while (dash >= 0 && !timestamp.begins(bytes, dash - 4, lineEnd)) {
            dash = Bytes.indexOf(bytes, dash + 1, searchEnd, (byte) '-');
        }
        return dash < 0 ? -1 : dash - 4;
    }

    /** Where the time ends: before a label that follows directly, which is set then; else at the likeliest end. */
    private int timeEnd(byte[] bytes, int time, int lineEnd) {
        label = null;
        int likeliest = timestamp.likeliestEnd(bytes, time);
        int furthest = timestamp.end();
        boolean standsAlone = furthest + 1 < lineEnd && bytes[furthest] == ' ' && bytes[furthest + 1] != ':';
        if (standsAlone) {
            return likeliest;
        }
        for (int end = furthest; end > timestamp.abbreviationFrom() && label == null; end--) {
            label = Label.at(bytes, end, lineEnd);
        }
        for (int end = label == null ? -1 : likeliest; end >= 0; end = timestamp.nextEnd(bytes, time, end)) {
            label = Label.at(bytes, end, lineEnd);
            if (label != null) {
                labelFrom = end;
                return end;
            }
        }
        return likeliest;
    }

    /** Of several times in a prefix, the one with milliseconds is the record's, else the latest: others are when sessions began. */
    private void takeTime(byte[] bytes, int time, int end, boolean first) {
        boolean hasMillis = bytes[time + Timestamp.TO_SECOND] == '.';
        boolean better = first || (hasMillis && !exact);
        if (better || (!hasMillis && !exact)) {
            long read = timestamp.millis(bytes, time, end);
            millis = better ? read : Math.max(millis, read);
            exact = hasMillis;
        }
    }

    private int labelWithin(byte[] bytes, int from, int to, int lineEnd) {
        for (int at = from; at < Math.min(to, lineEnd); at++) {
            label = Bytes.isLetter(bytes[at - 1]) ? null : Label.at(bytes, at, lineEnd);
            if (label != null) {
                labelFrom = at;
                return at + label.length();
            }
        }
        return -1;
    }
}
