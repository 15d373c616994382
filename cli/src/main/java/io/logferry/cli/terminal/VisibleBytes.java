package io.logferry.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a log's bytes to a terminal, made harmless as in {@link VisibleText}. Bytes that are not UTF-8 stay unchanged. */
final class VisibleBytes extends FilterOutputStream {
    /** The first bytes of a character; the next write may bring the rest. */
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

    /** How many bytes a character with this first byte has; 1 if no character starts with it. */
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

    /** Writes an incomplete character as it is. */
    @Override
    public void close() throws IOException {
        out.write(begun, 0, have);
        have = 0;
        super.close();
    }
}
