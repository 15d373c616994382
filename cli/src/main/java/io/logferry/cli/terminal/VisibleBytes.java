package io.logferry.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A log's bytes on their way to a terminal, made harmless as {@link VisibleText} makes its text. */
final class VisibleBytes extends FilterOutputStream {
    /** With which a C1 control begins in UTF-8; the next byte, maybe of the next piece, decides. */
    private static final int LEAD = 0xc2;

    private boolean led;

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
            add(bytes[at] & 0xff, visible);
        }
        out.write(visible.toByteArray());
    }

    private void add(int one, ByteArrayOutputStream visible) {
        if (led) {
            led = false;
            if (one >= 0x80 && one < 0xa0) {
                addPictureOf((char) one, visible);
                return;
            }
            visible.write(LEAD);
        }
        if (one == LEAD) {
            led = true;
        } else if (one < 0x20 || one == 0x7f) {
            addPictureOf((char) one, visible);
        } else {
            visible.write(one);
        }
    }

    private static void addPictureOf(char character, ByteArrayOutputStream visible) {
        visible.writeBytes(VisibleText.of(String.valueOf(character)).getBytes(StandardCharsets.UTF_8));
    }
}
