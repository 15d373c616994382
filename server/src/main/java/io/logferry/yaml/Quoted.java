package io.logferry.yaml;

/** Texts of a file as they may stand in a message: on one line, and not for ever. */
final class Quoted {
    private static final int MOST = 60;

    private Quoted() {}

    static String of(String text) {
        return '"' + shorten(text) + '"';
    }

    static String shorten(String text) {
        String visible = text.replaceAll("\\p{Cntrl}", "?");
        return visible.length() <= MOST ? visible : visible.substring(0, MOST) + "…";
    }
}
