package io.logferry.record.syntax;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * Records of the csvlog format. A record begins at a line whose first columns are those of a log record, up to the message, and in which a
 * quote opens a column.
 *
 * <p>A line inside a column can't look like this. There every quote is doubled, so quotes come in runs of even length; only the run that ends
 * the column is odd, and a comma or the line's end follows it. A quote that opens a column is a run of odd length with something else after
 * it. So quotes needn't be counted from the file's beginning: this could not be done from its end, and a torn record would spoil all that
 * follow.
 */
final class CsvSyntax extends RecordSyntax {
    private static final int MESSAGE = 13;
    private static final String[] LABELS = {
        "", "DETAIL:  ", "HINT:  ", "QUERY:  ", "", "CONTEXT:  ", "STATEMENT:  ", "", "LOCATION:  "
    };
    private static final byte QUOTE = '"';
    private static final byte COMMA = ',';
    private static final int NO = -1;

    private final Timestamp timestamp;

    private byte[] bytes = {};
    private int to;
    private boolean opened;
    private boolean ranOut;

    CsvSyntax(Timestamp timestamp) {
        this.timestamp = timestamp;
    }

    @Override
    public Verdict examine(byte[] bytes, int from, int to, boolean last) {
        this.bytes = bytes;
        this.to = Math.min(to, from + HEAD_LIMIT);
        opened = false;
        ranOut = false;
        boolean begins = readHead(from);
        if (ranOut && !last && to - from < HEAD_LIMIT) {
            return Verdict.UNDECIDED;
        }
        return begins && opened ? Verdict.BEGINS : Verdict.CONTINUES;
    }

    private boolean readHead(int from) {
        long millis = timestamp.read(bytes, from, to);
        if (millis == RecordSyntax.NO_TIME) {
            int lineFeed = Bytes.indexOf(bytes, from, Math.min(to, from + Timestamp.LONGEST), Bytes.LINE_FEED);
            ranOut = lineFeed < 0 && to - from < Timestamp.LONGEST;
            return false;
        }
        int at = comma(timestamp.end());
        at = quoted(at); // user
        at = quoted(at); // database
        at = plain(at, false); // process
        at = quoted(at); // connection
        at = plain(at, false); // session
        at = plain(at, false); // line of the session
        at = quoted(at); // command
        at = plain(at, false); // session's start
        at = plain(at, true); // virtual transaction
        at = plain(at, false); // transaction
        int severityFrom = at;
        at = plain(at, false);
        int severityTo = at - 1;
        at = plain(at, false); // SQLSTATE
        if (at == NO) {
            return false;
        }
        lookForOpening(at);
        lookFurther(at);
        setHead(at, millis, Label.severityOf(bytes, severityFrom, severityTo));
        return true;
    }

    /** The position after the comma that has to be there, or NO. */
    private int comma(int at) {
        if (at == NO || at == to) {
            ranOut |= at == to;
            return NO;
        }
        return bytes[at] == COMMA ? at + 1 : NO;
    }

    /** The position after a column without quotes and its comma, or NO. */
    private int plain(int from, boolean mayBeEmpty) {
        int at = from;
        while (at != NO && at < to && isPlain(bytes[at])) {
            at++;
        }
        return at == from && !mayBeEmpty && at != to ? NO : comma(at);
    }

    private static boolean isPlain(byte value) {
        return value != COMMA && value != QUOTE && value != Bytes.LINE_FEED && value != '\r' && value != 0;
    }

    /** The position after an empty or quoted column and its comma, or NO. */
    private int quoted(int from) {
        if (from == NO || from == to || bytes[from] != QUOTE) {
            return comma(from);
        }
        lookForOpening(from);
        return comma(columnEnd(bytes, from, to));
    }

    /**
     * A process without a session has no quoted column before the message, and a message may begin with a comma. But a quote opens one of the
     * later columns, at the latest the one with the process's type. After a forged head, none is found: inside a column, each quote that seems to
     * open one closes it, and no comma follows.
     */
    private void lookFurther(int from) {
        int at = from;
        while (!opened && at != NO) {
            at = column(at);
        }
    }

    /** The position after this column and its comma, or NO. */
    private int column(int from) {
        if (from < to && bytes[from] != QUOTE) {
            return plain(from, true);
        }
        lookForOpening(from);
        return opened || from == to ? NO : comma(columnEnd(bytes, from, to));
    }

    private void lookForOpening(int from) {
        int at = from;
        while (at < to && bytes[at] == QUOTE) {
            at++;
        }
        ranOut |= at == to;
        boolean closes = at == to || bytes[at] == COMMA || bytes[at] == Bytes.LINE_FEED || bytes[at] == '\r';
        opened |= (at - from) % 2 == 1 && !closes;
    }

    /** The position after the closing quote of the column that opens there, or {@code to} if there is none. */
    private static int columnEnd(byte[] bytes, int from, int to) {
        int at = from + 1;
        while (at < to) {
            int quote = Bytes.indexOf(bytes, at, to, QUOTE);
            if (quote < 0 || quote + 1 >= to) {
                return to;
            }
            if (bytes[quote + 1] != QUOTE) {
                return quote + 1;
            }
            at = quote + 2;
        }
        return to;
    }

    /** Whether the end is outside of quotes: after an even number of them. */
    @Override
    public boolean isWhole(byte[] bytes, int from, int to) {
        boolean whole = true;
        for (int at = from; at < to; at++) {
            whole ^= bytes[at] == QUOTE;
        }
        return whole;
    }

    @Override
    public String content(byte[] bytes, int from, int to) {
        List<String> columns = columns(bytes, from, to);
        if (columns.size() <= MESSAGE) {
            return new String(bytes, from, to - from, UTF_8).stripTrailing();
        }
        boolean onWindows = Bytes.hasCarriageReturns(bytes, from, to);
        StringBuilder content = new StringBuilder();
        for (int column = 0; column < LABELS.length && MESSAGE + column < columns.size(); column++) {
            String text = columns.get(MESSAGE + column);
            boolean isText = column == 0 || (!LABELS[column].isEmpty() && !text.isEmpty());
            if (isText) {
                content.append(LABELS[column])
                        .append(onWindows ? text.replace("\r\n", "\n") : text)
                        .append('\n');
            }
        }
        return content.toString().stripTrailing();
    }

    private static List<String> columns(byte[] bytes, int from, int to) {
        List<String> columns = new ArrayList<>();
        int at = from;
        while (at < to && columns.size() < MESSAGE + LABELS.length) {
            boolean quoted = bytes[at] == QUOTE;
            int end = quoted ? columnEnd(bytes, at, to) : plainEnd(bytes, at, to);
            columns.add(quoted ? unquoted(bytes, at, end) : new String(bytes, at, end - at, UTF_8));
            if (end >= to || bytes[end] != COMMA) {
                break;
            }
            at = end + 1;
        }
        return columns;
    }

    private static int plainEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != COMMA && bytes[at] != Bytes.LINE_FEED) {
            at++;
        }
        return at;
    }

    private static String unquoted(byte[] bytes, int from, int end) {
        boolean closed = end - from > 1 && bytes[end - 1] == QUOTE;
        String text = new String(bytes, from + 1, (closed ? end - 1 : end) - from - 1, UTF_8);
        return text.replace("\"\"", "\"");
    }
}
