package io.logferry.record.syntax;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a {@code log_line_prefix}, with the escapes and paddings of PostgreSQL 13 to 18 (see "What to Log" in its documentation). It
 * ignores what the server ignores: an unknown escape, and a percent sign at the end.
 */
record LinePrefix(List<Field> fields) {
    /** What a field looks like in the log. */
    enum Kind {
        /** Bytes that the setting has as they are. */
        LITERAL,
        /** {@code %m} and {@code %t}. */
        TIME,
        /** {@code %n}: seconds since the epoch. */
        EPOCH,
        /** {@code %s}: when the session began; used as a record's time only if there is no better one. */
        SESSION_START,
        /** {@code %p %l %x %Q}. */
        NUMBER,
        /** {@code %P}: nothing if there is no leader. */
        OPTIONAL_NUMBER,
        /** {@code %c}: two hexadecimal numbers with a dot between. */
        SESSION_ID,
        /** {@code %e}. */
        SQLSTATE,
        /** {@code %v}: two numbers with a slash between, or nothing. */
        TRANSACTION,
        /** {@code %a %u %d %r %h %L %b %i}: anything, or nothing. */
        TEXT,
        /** {@code %q}: a process without a session writes nothing after it. */
        STOP
    }

    /**
     * @param literal of a LITERAL, else empty
     * @param width the least width: blanks fill it up, before the value if it is positive, after it if it is negative
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Field(Kind kind, byte[] literal, int width) {}

    static LinePrefix of(String setting) {
        return new Parser(setting.getBytes(StandardCharsets.UTF_8)).parse();
    }

    /** Whether it can't be confused with text: it has a time, a number or the like. */
    boolean isDistinctive() {
        return fields.stream().anyMatch(field -> switch (field.kind()) {
            case TIME, EPOCH, SESSION_START, NUMBER, SESSION_ID, SQLSTATE -> true;
            case LITERAL, OPTIONAL_NUMBER, TRANSACTION, TEXT, STOP -> false;
        });
    }

    /** Whether its only time is when the session began, which may be long before the record. */
    boolean hasSessionStartAlone() {
        boolean hasTime = fields.stream().map(Field::kind).anyMatch(kind -> kind == Kind.TIME || kind == Kind.EPOCH);
        return !hasTime && fields.stream().map(Field::kind).anyMatch(kind -> kind == Kind.SESSION_START);
    }

    /** The lines of a record's head: more than one if the setting has line feeds in it. */
    int lines() {
        int lines = 1;
        for (Field field : fields) {
            for (byte literal : field.literal()) {
                lines += literal == Bytes.LINE_FEED ? 1 : 0;
            }
        }
        return lines;
    }

    private static final class Parser {
        private static final int WIDEST = RecordSyntax.HEAD_LIMIT;

        private final byte[] setting;
        private final List<Field> fields = new ArrayList<>();
        private final ByteArrayOutputStream literal = new ByteArrayOutputStream();
        private int at;

        Parser(byte[] setting) {
            this.setting = setting;
        }

        LinePrefix parse() {
            while (at < setting.length) {
                byte next = setting[at++];
                if (next != '%') {
                    literal.write(next);
                } else if (at < setting.length) {
                    escape();
                }
            }
            endLiteral();
            return new LinePrefix(List.copyOf(fields));
        }

        private void escape() {
            if (setting[at] == '%') {
                literal.write(setting[at++]);
                return;
            }
            int sign = 1;
            if (setting[at] == '-') {
                sign = -1;
                at++;
            }
            int width = 0;
            for (; at < setting.length && Bytes.isDigit(setting[at]); at++) {
                width = Math.min(WIDEST, width * 10 + setting[at] - '0');
            }
            if (at < setting.length) {
                field((char) setting[at++], sign * width);
            }
        }

        private void field(char escape, int width) {
            switch (escape) {
                case 'm', 't' -> add(Kind.TIME, width);
                case 'n' -> add(Kind.EPOCH, width);
                case 's' -> add(Kind.SESSION_START, width);
                case 'p', 'l', 'x', 'Q' -> add(Kind.NUMBER, width);
                case 'P' -> add(Kind.OPTIONAL_NUMBER, width);
                case 'c' -> add(Kind.SESSION_ID, width);
                case 'e' -> add(Kind.SQLSTATE, width);
                case 'v' -> add(Kind.TRANSACTION, width);
                case 'a', 'u', 'd', 'r', 'h', 'L', 'b', 'i' -> add(Kind.TEXT, width);
                case 'q' -> add(Kind.STOP, 0);
                default -> {} // the server writes nothing for it
            }
        }

        private void add(Kind kind, int width) {
            endLiteral();
            fields.add(new Field(kind, new byte[0], width));
        }

        private void endLiteral() {
            if (literal.size() > 0) {
                fields.add(new Field(Kind.LITERAL, literal.toByteArray(), 0));
                literal.reset();
            }
        }
    }
}
