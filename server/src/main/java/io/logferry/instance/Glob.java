package io.logferry.instance;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * A pattern of file names: {@code *} is any characters, {@code ?} is one, {@code [a-z]} one of these, {@code [!a-z]} one that is none of these,
 * <code>{a,b}</code> either of these (braces may be nested), and a backslash takes the next character as it is. {@code deploy/sql/grants.sql} has
 * the same grammar in PL/pgSQL ({@code logferry.names_of_glob}), for names that only the server may compare.
 */
public final class Glob {
    private static final String SPECIAL = "*?[]{}\\";
    private static final String SPECIAL_IN_REGEX = ".^$*+?()[]{}|\\-&";

    private final Pattern pattern;

    private Glob(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Whether it is a pattern, not a plain name. */
    public static boolean isGlob(String name) {
        return name.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
    }

    /** @throws IllegalArgumentException if the text is no glob; the message says why, such as {@code has a [ without a ]} */
    public static Glob parse(String text) {
        return new Glob(Pattern.compile(new Reader(text.codePoints().toArray()).regex(), Pattern.DOTALL));
    }

    /** @param name a whole name, without a slash */
    public boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    private static final class Reader {
        private final int[] glob;
        private int at;
        private final StringBuilder regex = new StringBuilder();
        /** For each open brace: whether it has a comma. */
        private final Deque<Boolean> open = new ArrayDeque<>();

        Reader(int[] glob) {
            this.glob = glob;
        }

        String regex() {
            while (at < glob.length) {
                int c = glob[at++];
                switch (c) {
                    case '*' -> regex.append("[^/]*");
                    case '?' -> regex.append("[^/]");
                    case '[' -> one();
                    case ']' -> throw new IllegalArgumentException("has a ] without a [");
                    case '{' -> {
                        open.push(false);
                        regex.append("(?:");
                    }
                    case '}' -> close();
                    case ',' -> comma();
                    case '\\' -> literal(next("ends with a \\"));
                    default -> literal(c);
                }
            }
            if (!open.isEmpty()) {
                throw new IllegalArgumentException("has a { without a }");
            }
            return regex.toString();
        }

        private void comma() {
            if (open.isEmpty()) {
                literal(',');
            } else {
                open.pop();
                open.push(true);
                regex.append('|');
            }
        }

        private void close() {
            if (open.isEmpty()) {
                throw new IllegalArgumentException("has a } without a {");
            }
            if (!open.pop()) {
                throw new IllegalArgumentException("has braces without a comma in them");
            }
            regex.append(')');
        }

        /** What follows an opening bracket. A closing bracket is a member if it comes first. */
        private void one() {
            regex.append('[');
            if (at < glob.length && (glob[at] == '!' || glob[at] == '^')) {
                at++;
                regex.append("^/");
            }
            boolean isFirst = true;
            for (int c = nextInClass(); isFirst || c != ']'; c = nextInClass()) {
                isFirst = false;
                if (c == '[' && at < glob.length && ":.=".indexOf(glob[at]) >= 0) {
                    throw new IllegalArgumentException("has a class of characters such as [:digit:], so write [0-9]");
                }
                range(member(c));
            }
            regex.append(']');
        }

        private void range(int from) {
            literal(from);
            if (at + 1 < glob.length && glob[at] == '-' && glob[at + 1] != ']') {
                at++;
                int to = member(nextInClass());
                if (to < from) {
                    throw new IllegalArgumentException("has a range that goes backwards");
                }
                regex.append('-');
                literal(to);
            }
        }

        private int member(int c) {
            return c == '\\' ? nextInClass() : c;
        }

        private int nextInClass() {
            return next("has a [ without a ]");
        }

        private int next(String otherwise) {
            if (at == glob.length) {
                throw new IllegalArgumentException(otherwise);
            }
            return glob[at++];
        }

        private void literal(int c) {
            if (SPECIAL_IN_REGEX.indexOf(c) >= 0) {
                regex.append('\\');
            }
            regex.appendCodePoint(c);
        }
    }
}
