package io.logferry.cli.terminal;

/**
 * Characters that are invisible or change how a terminal shows other characters. Each is replaced by a visible mark: the symbol of a
 * control ({@code ␛}), or {@code <U+202E>}.
 */
final class HiddenCharacters {
    /** No language needs more combining marks on one letter; more of them would cover the lines above and below. */
    static final int MOST_MARKS = 4;

    private HiddenCharacters() {}

    /** Line feed and tab are not hidden. */
    static boolean isHidden(int character) {
        if (character == '\n' || character == '\t') {
            return false;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            case Character.FORMAT -> !isArabicNumberSign(character);
            default -> isInvisible(character);
        };
    }

    static boolean isCombining(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }

    static String mark(int character) {
        if (character < 0x20) {
            return String.valueOf((char) ('\u2400' + character));
        }
        return character == 0x7f ? "\u2421" : String.format("<U+%04X>", character);
    }

    /** Format characters that are visible. */
    private static boolean isArabicNumberSign(int character) {
        return character >= 0x0600 && character <= 0x0605
                || character == 0x06dd
                || character == 0x070f
                || character == 0x0890
                || character == 0x0891
                || character == 0x08e2
                || character == 0x110bd
                || character == 0x110cd;
    }

    /** Invisible fillers, joiners and selectors whose Unicode category is letter or mark. */
    private static boolean isInvisible(int character) {
        return character == 0x034f
                || character == 0x115f
                || character == 0x1160
                || character == 0x17b4
                || character == 0x17b5
                || character >= 0x180b && character <= 0x180f
                || character == 0x3164
                || character == 0xffa0
                || character >= 0xe0100 && character <= 0xe01ef;
    }
}
