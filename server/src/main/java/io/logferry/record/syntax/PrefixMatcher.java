package io.logferry.record.syntax;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Determines whether a line begins with a {@link LinePrefix} and a label after it. Texts in a prefix (user, application) are matched as short as
 * possible first, and then longer. If the rest of the prefix doesn't match after a text, a later beginning of this text isn't tried, because it
 * would be a part of what failed: so the work is at most the line's length times the number of fields.
 */
final class PrefixMatcher {
    private static final int NO = -1;
    private static final int MOST_STEPS = 100_000;
    private static final int LONGEST_WORD = 64;

    private final LinePrefix.Field[] fields;
    private final PrefixValues values;
    private final boolean distinctive;
    private final int[] failedFrom;
    private final boolean[] endsPlainly;

    private byte[] bytes = {};
    private int limit;
    private boolean anyWord;
    private int steps;
    private @Nullable Label label;
    private int labelFrom;

    PrefixMatcher(LinePrefix prefix, Timestamp timestamp) {
        this.fields = prefix.fields().toArray(LinePrefix.Field[]::new);
        this.values = new PrefixValues(timestamp);
        this.distinctive = prefix.isDistinctive();
        this.failedFrom = new int[fields.length];
        this.endsPlainly = new boolean[fields.length];
        for (int field = 0; field < fields.length; field++) {
            endsPlainly[field] = endsPlainly(field);
        }
    }

    /** The position after prefix and label, or -1 if the line at {@code from} doesn't begin with them. */
    int match(byte[] line, int from, int to) {
        bytes = line;
        limit = to;
        int end = attempt(from, false);
        return end == NO && distinctive ? attempt(from, true) : end;
    }

    /** The record's time in milliseconds, or {@link RecordSyntax#NO_TIME}. */
    long millis() {
        return values.best();
    }

    /** The known label that was matched; null if it is an unknown word. */
    @Nullable Label label() {
        return label;
    }

    int labelFrom() {
        return labelFrom;
    }

    /** @param anyWord whether an unknown word may follow the prefix */
    private int attempt(int from, boolean anyWord) {
        this.anyWord = anyWord;
        steps = 0;
        values.forget();
        Arrays.fill(failedFrom, Integer.MAX_VALUE);
        return rest(0, from);
    }

    private int rest(int field, int at) {
        if (++steps > MOST_STEPS) {
            return NO;
        }
        if (field == fields.length) {
            return labelEnd(at);
        }
        LinePrefix.Field wanted = fields[field];
        return switch (wanted.kind()) {
            case LITERAL ->
                Bytes.startsWith(bytes, at, limit, wanted.literal())
                        ? rest(field + 1, at + wanted.literal().length)
                        : NO;
            case STOP -> stop(field, at);
            case TEXT -> text(field, at);
            case TIME, EPOCH, SESSION_START -> time(field, at);
            case NUMBER, OPTIONAL_NUMBER, SESSION_ID, SQLSTATE, TRANSACTION -> value(field, at);
        };
    }

    private int stop(int field, int at) {
        int end = anyWord ? NO : labelEnd(at);
        if (end != NO) {
            return end;
        }
        end = rest(field + 1, at);
        return end == NO && anyWord ? labelEnd(at) : end;
    }

    private int text(int field, int at) {
        if (at >= failedFrom[field]) {
            return NO;
        }
        int furthest = textLimit(at);
        int textEnd = possibleEnd(field, at + Math.abs(fields[field].width()), furthest);
        while (textEnd != NO) {
            int end = rest(field + 1, textEnd);
            if (end != NO) {
                return end;
            }
            textEnd = possibleEnd(field, textEnd + 1, furthest);
        }
        failedFrom[field] = at;
        return NO;
    }

    /** The next position at which the field after a text may begin, or NO. */
    private int possibleEnd(int field, int from, int furthest) {
        if (from > furthest) {
            return NO;
        }
        boolean literalFollows = field + 1 < fields.length && fields[field + 1].kind() == LinePrefix.Kind.LITERAL;
        return literalFollows
                ? Bytes.indexOf(
                        bytes,
                        from,
                        Math.min(limit, furthest + 1),
                        fields[field + 1].literal()[0])
                : from;
    }

    /** A text has no line feed, and no tab, because the further lines of a message begin with one. */
    private int textLimit(int from) {
        int at = from;
        while (at < limit && bytes[at] != Bytes.LINE_FEED && bytes[at] != '\t') {
            at++;
        }
        return at;
    }

    private int value(int field, int at) {
        LinePrefix.Kind kind = fields[field].kind();
        int width = fields[field].width();
        int from = afterPadding(at, width);
        int valueEnd = values.end(kind, bytes, from, limit);
        for (int least = values.shortest(); valueEnd >= least && valueEnd != NO; valueEnd--) {
            int fieldEnd = fieldEnd(at, from, valueEnd, width);
            int end = fieldEnd == NO ? NO : rest(field + 1, fieldEnd);
            if (end != NO) {
                return end;
            }
        }
        boolean mayBeEmpty = kind == LinePrefix.Kind.OPTIONAL_NUMBER || kind == LinePrefix.Kind.TRANSACTION;
        return mayBeEmpty ? empty(field, at) : NO;
    }

    /** As {@link #value}; if the rest of the prefix doesn't match after a time, it forgets this time. */
    private int time(int field, int at) {
        LinePrefix.Kind kind = fields[field].kind();
        int width = fields[field].width();
        int from = afterPadding(at, width);
        long before = values.time(kind);
        int timeEnd = values.timeEnd(kind, bytes, from, limit, endsPlainly[field]);
        while (timeEnd != NO) {
            values.take(kind, from, timeEnd);
            int fieldEnd = fieldEnd(at, from, timeEnd, width);
            int end = fieldEnd == NO ? NO : rest(field + 1, fieldEnd);
            if (end != NO) {
                return end;
            }
            values.restore(kind, before);
            boolean another = !endsPlainly[field] && kind != LinePrefix.Kind.EPOCH && ++steps <= MOST_STEPS;
            timeEnd = another ? values.nextTimeEnd(from, timeEnd) : NO;
        }
        return NO;
    }

    private int afterPadding(int at, int width) {
        int from = at;
        while (from < limit && from - at < width && bytes[from] == ' ') {
            from++;
        }
        return from;
    }

    /** Whether the end of the field's value is clear, because what follows can't be a part of it. */
    private boolean endsPlainly(int field) {
        if (fields[field].width() != 0 || field + 1 == fields.length) {
            return false;
        }
        byte[] next = fields[field + 1].literal();
        return next.length > 0 && !Bytes.isDigit(next[0]) && !Bytes.isLetter(next[0]);
    }

    private int empty(int field, int at) {
        int end = afterBlanks(at, at + Math.abs(fields[field].width()));
        return end == NO ? NO : rest(field + 1, end);
    }

    /** Where a field with this value ends, with its padding; NO if the padding isn't as the width says. */
    private int fieldEnd(int at, int from, int valueEnd, int width) {
        if (from > at || width > 0) {
            boolean asWide = from > at ? valueEnd - at == width : valueEnd - at >= width;
            return asWide ? valueEnd : NO;
        }
        return afterBlanks(valueEnd, Math.max(valueEnd, at - width));
    }

    /** {@code to}, if only blanks come before it; else NO. */
    private int afterBlanks(int from, int to) {
        for (int at = from; at < to; at++) {
            if (at >= limit || bytes[at] != ' ') {
                return NO;
            }
        }
        return to;
    }

    private int labelEnd(int at) {
        label = Label.at(bytes, at, limit);
        labelFrom = at;
        if (label != null) {
            return at + label.length();
        }
        return anyWord ? wordEnd(at) : NO;
    }

    /** The position after a word without blanks and {@code ":  "}: a severity in an unknown language. */
    private int wordEnd(int from) {
        int to = Math.min(limit - 2, from + LONGEST_WORD);
        for (int at = from; at < to && (bytes[at] < 0 || bytes[at] > ' '); at++) {
            if (bytes[at] == ':') {
                return at > from && bytes[at + 1] == ' ' && bytes[at + 2] == ' ' ? at + 3 : NO;
            }
        }
        return NO;
    }
}
