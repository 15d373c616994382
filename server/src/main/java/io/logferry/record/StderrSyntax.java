package io.logferry.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * Records of the stderr format. A record begins at a line with the server's prefix and a severity. To it belong: the lines with a prefix and
 * DETAIL, HINT, QUERY, CONTEXT, LOCATION, BACKTRACE or STATEMENT (the server writes them in one piece with the message, so the one before is
 * theirs), the lines that begin with a tab (the message's own further lines), and lines without a prefix (what other programs and libraries
 * wrote to the same file).
 *
 * <p>A setting changes while a log lives, and isn't always known; so a line that has a time with a zone and then a known label is taken for
 * one with a prefix, too (but not where the prefix has line feeds in it, for then each line would be one).
 */
final class StderrSyntax implements RecordSyntax {
    private static final int GENERIC_TIME_WITHIN = 512;

    private final PrefixMatcher prefix;
    private final Timestamp timestamp;
    private final int lines;
    private final boolean chronological;

    private int labelFrom;
    private long millis;
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
    public Verdict examine(byte[] bytes, int from, int to, boolean last, Head head) {
        int limit = Math.min(to, from + HEAD_LIMIT);
        int end = headLinesEnd(bytes, from, limit);
        if (end < 0 && limit == to && to - from < HEAD_LIMIT && !last) {
            return Verdict.UNDECIDED;
        }
        int labelEnd = labelEnd(bytes, from, end < 0 ? limit : end);
        if (labelEnd < 0 || (label != null && label.severity() == null)) {
            return Verdict.CONTINUES;
        }
        head.set(labelEnd, millis, label == null ? null : label.severity());
        return Verdict.BEGINS;
    }

    @Override
    public String content(byte[] bytes, int from, int to) {
        StringBuilder content = new StringBuilder();
        int at = from;
        while (at < to) {
            int textFrom = textFrom(bytes, at, to);
            int lineFeed = Bytes.indexOf(bytes, Math.max(at, textFrom), to, Bytes.LINE_FEED);
            int end = lineFeed < 0 ? to : lineFeed;
            content.append(new String(bytes, textFrom, end - textFrom, UTF_8)).append('\n');
            at = end + 1;
        }
        return content.toString().stripTrailing();
    }

    private int headLinesEnd(byte[] bytes, int from, int limit) {
        int end = from;
        for (int line = 0; line < lines && end >= 0; line++) {
            int lineFeed = Bytes.indexOf(bytes, end, limit, Bytes.LINE_FEED);
            end = lineFeed < 0 ? -1 : lineFeed + 1;
        }
        return end;
    }

    /** After the message's severity (the record tells it), at any other label, or after the tab of a further line. */
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
        int lineFeed = Bytes.indexOf(bytes, from, to, Bytes.LINE_FEED);
        int lineEnd = lineFeed < 0 ? to : lineFeed;
        int searchEnd = Math.min(lineEnd, from + GENERIC_TIME_WITHIN);
        for (int dash = Bytes.indexOf(bytes, from, searchEnd, (byte) '-');
                dash >= 0;
                dash = Bytes.indexOf(bytes, dash + 1, searchEnd, (byte) '-')) {
            millis = dash - 4 < from ? Timestamp.NONE : timestamp.read(bytes, dash - 4, lineEnd);
            if (millis != Timestamp.NONE) {
                return labelAfter(bytes, timestamp.end(), lineEnd);
            }
        }
        return -1;
    }

    private int labelAfter(byte[] bytes, int from, int lineEnd) {
        int searchEnd = Math.min(lineEnd, from + GENERIC_TIME_WITHIN);
        for (int at = from; at < searchEnd; at++) {
            label = Bytes.isLetter(bytes[at - 1]) ? null : Label.at(bytes, at, lineEnd);
            if (label != null) {
                labelFrom = at;
                return at + label.length();
            }
        }
        return -1;
    }
}
