package io.logferry.record.syntax;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Records of the jsonlog format, one line each. Inside a JSON string every quote and every line feed is escaped, so a line that begins with
 * the first key begins a record. A JSON library would refuse a record that is cut, torn or damaged; this shows as much of it as there is.
 */
final class JsonSyntax extends RecordSyntax {
    private static final byte[] OPENING = "{\"timestamp\":\"".getBytes(US_ASCII);
    private static final byte[] SEVERITY = "\"error_severity\"".getBytes(US_ASCII);
    private static final byte[] MESSAGE = "\"message\"".getBytes(US_ASCII);

    /** A cut record may end within one: a backslash at its end is not an escape. */
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9A-Fa-f]{4})|(.))", Pattern.DOTALL);

    private static final String[][] TEXTS = {
        {"message", ""},
        {"detail", "DETAIL:  "},
        {"hint", "HINT:  "},
        {"internal_query", "QUERY:  "},
        {"context", "CONTEXT:  "},
        {"backtrace", "BACKTRACE:  "},
        {"statement", "STATEMENT:  "}
    };

    private final Timestamp timestamp;

    JsonSyntax(Timestamp timestamp) {
        this.timestamp = timestamp;
    }

    @Override
    public Verdict examine(byte[] bytes, int from, int to, boolean last) {
        int limit = Math.min(to, from + HEAD_LIMIT);
        int given = Math.min(limit - from, OPENING.length);
        if (!Arrays.equals(bytes, from, from + given, OPENING, 0, given)) {
            return Verdict.UNRECOGNISED;
        }
        boolean complete = last || limit - from == HEAD_LIMIT;
        if (given < OPENING.length) {
            return complete ? Verdict.UNRECOGNISED : Verdict.UNDECIDED;
        }
        return readKeys(bytes, from, limit) || complete ? Verdict.BEGINS : Verdict.UNDECIDED;
    }

    /** Whether there were enough bytes. */
    private boolean readKeys(byte[] bytes, int from, int to) {
        long millis = timestamp.read(bytes, from + OPENING.length, to);
        setHead(from + OPENING.length, millis, null);
        int at = from + 1;
        while (at < to && bytes[at] == '"' && !Bytes.startsWith(bytes, at, to, MESSAGE)) {
            int keyEnd = stringEnd(bytes, at, to);
            int valueEnd = valueEnd(bytes, keyEnd, to);
            if (valueEnd >= to) {
                return false;
            }
            if (bytes[valueEnd] != ',') {
                return true; // the line ends before a severity
            }
            if (Bytes.startsWith(bytes, at, keyEnd, SEVERITY) && isText(bytes, keyEnd, valueEnd)) {
                setHead(valueEnd, millis, Label.severityOf(bytes, keyEnd + 2, valueEnd - 1));
                return true;
            }
            at = valueEnd + 1;
        }
        return at < to;
    }

    /** Whether the value is a string; a damaged line may have no value at all. */
    private static boolean isText(byte[] bytes, int keyEnd, int valueEnd) {
        return keyEnd + 1 < valueEnd && bytes[keyEnd + 1] == '"';
    }

    /** The position after the value of the key that ends there: at a comma, a brace or the line's end. */
    private static int valueEnd(byte[] bytes, int keyEnd, int to) {
        if (keyEnd + 1 < to && bytes[keyEnd] == ':' && bytes[keyEnd + 1] == '"') {
            return stringEnd(bytes, keyEnd + 1, to);
        }
        int at = keyEnd;
        while (at < to && bytes[at] != ',' && bytes[at] != '}' && bytes[at] != Bytes.LINE_FEED && bytes[at] != 0) {
            at++;
        }
        return at;
    }

    /** The position after the closing quote, or the line's end if there is none. */
    private static int stringEnd(byte[] bytes, int from, int to) {
        for (int at = from + 1; at < to; at++) {
            if (bytes[at] == '"') {
                return at + 1;
            }
            if (bytes[at] == Bytes.LINE_FEED || bytes[at] == 0) {
                return at;
            }
            boolean escapes = bytes[at] == '\\' && at + 1 < to && bytes[at + 1] != Bytes.LINE_FEED;
            at += escapes ? 1 : 0;
        }
        return to;
    }

    @Override
    public String content(byte[] bytes, int from, int to) {
        Map<String, String> values = values(bytes, from, to);
        if (!values.containsKey("message")) {
            return new String(bytes, from, to - from, UTF_8).stripTrailing();
        }
        StringBuilder content = new StringBuilder();
        for (String[] text : TEXTS) {
            @Nullable String value = values.get(text[0]);
            if (value != null) {
                content.append(text[1]).append(value).append('\n');
            }
        }
        return content.toString().stripTrailing();
    }

    private static Map<String, String> values(byte[] bytes, int from, int to) {
        Map<String, String> values = new HashMap<>();
        int at = from + 1;
        while (at < to && bytes[at] == '"') {
            int keyEnd = stringEnd(bytes, at, to);
            int valueEnd = valueEnd(bytes, keyEnd, to);
            if (isText(bytes, keyEnd, valueEnd)) {
                values.put(unescaped(bytes, at, keyEnd), unescaped(bytes, keyEnd + 1, valueEnd));
            }
            at = valueEnd + 1;
        }
        return values;
    }

    private static String unescaped(byte[] bytes, int from, int end) {
        int textEnd = end - from > 1 && bytes[end - 1] == '"' ? end - 1 : end;
        String text = new String(bytes, from + 1, textEnd - from - 1, UTF_8);
        return ESCAPE.matcher(text).replaceAll(escape -> Matcher.quoteReplacement(plain(escape)));
    }

    private static String plain(MatchResult escape) {
        @Nullable String codeUnit = escape.group(1);
        if (codeUnit != null) {
            return Character.toString((char) HexFormat.fromHexDigits(codeUnit));
        }
        return switch (escape.group(2)) {
            case "b" -> "\b";
            case "f" -> "\f";
            case "n" -> "\n";
            case "r" -> "\r";
            case "t" -> "\t";
            default -> escape.group(2);
        };
    }
}
