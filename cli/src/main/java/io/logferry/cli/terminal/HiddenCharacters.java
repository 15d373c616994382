package io.logferry.cli.terminal;

/**
 * Characters that nobody sees, or that change how a terminal shows their neighbours. In their place a visible mark is written: the picture of a
 * control ({@code ␛}), or {@code <U+202E>}.
 */
final class HiddenCharacters {
    /** More combining marks on one letter than any language needs pile up over the lines around it. */
    static final int MOST_MARKS = 4;

    private HiddenCharacters() {}

    /** Line feed and tab are as they should be. */
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

    /** Of the category of formats, but they can be seen. */
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

    /** Fillers, joiners and selectors that are letters or marks by their category. */
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
