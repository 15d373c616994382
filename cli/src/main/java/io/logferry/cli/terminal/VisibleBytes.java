package io.logferry.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A log's bytes on their way to a terminal, made harmless as {@link VisibleText} makes its text. What is not UTF-8 stays as it is. */
final class VisibleBytes extends FilterOutputStream {
    /** The bytes of a character that has begun; the rest may come with the next piece. */
    private final byte[] begun = new byte[4];

    private int have;
    private int need;
    private int marks;

    VisibleBytes(OutputStream terminal) {
        super(terminal);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        ByteArrayOutputStream visible = new ByteArrayOutputStream(length + 16);
        for (int at = from; at < from + length; at++) {
            add(bytes[at], visible);
        }
        out.write(visible.toByteArray());
    }

    private void add(byte one, ByteArrayOutputStream visible) {
        boolean continues = (one & 0xc0) == 0x80;
        if (have > 0 && !continues) {
            giveUp(visible);
        }
        if (have == 0) {
            need = length(one & 0xff);
        }
        begun[have++] = one;
        if (have == need) {
            complete(visible);
        }
    }

    /** How many bytes a character has that begins so; 1 where none does. */
    private static int length(int first) {
        return first < 0xc2 || first > 0xf4 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    }

    private void giveUp(ByteArrayOutputStream visible) {
        visible.write(begun, 0, have);
        have = 0;
        marks = 0;
    }

    private void complete(ByteArrayOutputStream visible) {
        String text = new String(begun, 0, have, StandardCharsets.UTF_8);
        int character = text.codePointAt(0);
        boolean valid = have > 1 ? text.codePointCount(0, text.length()) == 1 && character != '\ufffd' : begun[0] >= 0;
        marks = valid && HiddenCharacters.isCombining(character) ? marks + 1 : 0;
        if (valid && (HiddenCharacters.isHidden(character) || marks > HiddenCharacters.MOST_MARKS)) {
            visible.writeBytes(HiddenCharacters.mark(character).getBytes(StandardCharsets.UTF_8));
        } else {
            visible.write(begun, 0, have);
        }
        have = 0;
    }

    /** A character that stays half is shown as such. */
    @Override
    public void close() throws IOException {
        out.write(begun, 0, have);
        have = 0;
        super.close();
    }
}
