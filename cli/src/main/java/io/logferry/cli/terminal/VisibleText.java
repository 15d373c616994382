package io.logferry.cli.terminal;

/** Makes untrusted text, such as a log, harmless for a terminal: characters that hide or disguise others become visible. */
public final class VisibleText {
    private VisibleText() {}

    /**
     * Newlines and tabs stay. Every other control, invisible characters, bidirectional controls, and all but the first few
     * combining marks of a letter become visible marks.
     */
    public static String of(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        int marks = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int character = text.codePointAt(at);
            marks = HiddenCharacters.isCombining(character) ? marks + 1 : 0;
            if (HiddenCharacters.isHidden(character) || marks > HiddenCharacters.MOST_MARKS) {
                visible.append(HiddenCharacters.mark(character));
            } else {
                visible.appendCodePoint(character);
            }
        }
        return visible.toString();
    }
}
