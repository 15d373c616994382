package io.logferry.cli.terminal;

/** Text from elsewhere, such as a log, made harmless for a terminal: its control characters are shown, not obeyed. */
public final class VisibleText {
    private VisibleText() {}

    /** Newlines and tabs stay; every other C0 or C1 control becomes its picture (␛) or U+FFFD. */
    public static String of(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            visible.append(picture(text.charAt(at)));
        }
        return visible.toString();
    }

    private static char picture(char character) {
        if (character == '\n' || character == '\t') {
            return character;
        }
        if (character < 0x20) {
            return (char) ('\u2400' + character);
        }
        return character == 0x7f ? '\u2421' : Character.isISOControl(character) ? '\ufffd' : character;
    }
}
