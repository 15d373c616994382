package io.logferry.workflow.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Compresses the bytes as gzip (RFC 1952), in one member. */
final class GzipStage implements ExportPipe.Output {
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

    @Override
    public void write(ByteBuffer bytes) throws InterruptedException {
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

    @Override
    public void finish() throws InterruptedException {
        try {
            packer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("writing into memory failed", e);
        }
        passOn();
        next.finish();
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
