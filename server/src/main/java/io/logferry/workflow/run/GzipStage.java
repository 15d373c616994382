package io.logferry.workflow.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Packs what passes (RFC 1952), one member a file of ours. */
final class GzipStage {
    private static final int PIECE = 256 * 1024;

    private final ExportPipe.Output next;
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream(2 * PIECE);
    private final GZIPOutputStream packer;

    GzipStage(ExportPipe.Output next) {
        this.next = next;
        try {
            this.packer = new GZIPOutputStream(packed, 64 * 1024);
        } catch (IOException e) {
            throw new UncheckedIOException("writing into memory failed", e);
        }
    }

    void write(ByteBuffer bytes) throws InterruptedException {
        byte[] piece = new byte[Math.min(bytes.remaining(), PIECE)];
        while (bytes.hasRemaining()) {
            int length = Math.min(piece.length, bytes.remaining());
            bytes.get(piece, 0, length);
            pack(piece, length);
            if (packed.size() >= PIECE) {
                passOn();
            }
        }
    }

    void finish() throws InterruptedException {
        try {
            packer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("writing into memory failed", e);
        }
        passOn();
    }

    private void pack(byte[] piece, int length) {
        try {
            packer.write(piece, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException("writing into memory failed", e);
        }
    }

    private void passOn() throws InterruptedException {
        if (packed.size() > 0) {
            next.write(ByteBuffer.wrap(packed.toByteArray()));
            packed.reset();
        }
    }
}
