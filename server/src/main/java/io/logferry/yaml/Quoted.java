package io.logferry.yaml;

import java.util.regex.Pattern;

/** Texts of a file as they may stand in a message: on one line, and not for ever. */
final class Quoted {
    private static final int MOST = 60;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private Quoted() {}

    static String of(String text) {
        return '"' + shorten(text) + '"';
    }

    static String shorten(String text) {
        String visible = CONTROL.matcher(text).replaceAll("?");
        return visible.length() <= MOST ? visible : visible.substring(0, MOST) + "…";
    }
}
