package io.logferry.cli.terminal;

/** Words as they are typed into a shell. */
public final class Typed {
    private Typed() {}

    /** Quotes the word if the shell would not take it as one plain word. */
    public static String word(String text) {
        return text.matches("[\\w./@%+=:,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
