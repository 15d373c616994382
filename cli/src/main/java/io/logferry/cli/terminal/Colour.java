package io.logferry.cli.terminal;

/** Select Graphic Rendition of ECMA-48. */
public enum Colour {
    PLAIN(""),
    FAINT("2"),
    BOLD("1"),
    GREEN("32"),
    CYAN("36"),
    YELLOW("33"),
    RED("31"),
    LOUD_RED("1;31"),
    ALARM("1;37;41");

    private final String parameters;

    Colour(String parameters) {
        this.parameters = parameters;
    }

    public String paint(String text, boolean colours) {
        return colours && this != PLAIN ? "\u001b[" + parameters + "m" + text + "\u001b[0m" : text;
    }
}
