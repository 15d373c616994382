package io.logferry.cli.terminal;

/** Words as a person types them into a shell. */
public final class Typed {
    private Typed() {}

    /** Quoted where the shell would otherwise see more than one plain word in it. */
    public static String word(String text) {
        return text.matches("[\\w./@%+=:,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
