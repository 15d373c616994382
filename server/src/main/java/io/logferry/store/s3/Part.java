package io.logferry.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The bytes of one part of an upload, kept until the object store has them, so that a failed attempt can be repeated. */
abstract class Part implements AutoCloseable {
    private final long capacity;
    private long size;

    Part(long capacity) {
        this.capacity = capacity;
    }

    final long size() {
        return size;
    }

    final boolean isFull() {
        return size == capacity;
    }

    /** Takes as many of these bytes as fit. */
    final void fill(ByteBuffer bytes) throws IOException {
        int length = (int) Math.min(bytes.remaining(), capacity - size);
        append(size, bytes.slice(bytes.position(), length));
        bytes.position(bytes.position() + length);
        size += length;
    }

    /** The bytes of the part; each call starts at the beginning. */
    final InputStream open() {
        return new Content();
    }

    /** The MD5 in base64, for the header Content-MD5: the store refuses a part whose bytes changed on the way. */
    final String md5() throws IOException {
        MessageDigest digest = newMd5();
        try (InputStream content = new DigestInputStream(open(), digest)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        return Base64.getEncoder().encodeToString(digest.digest());
    }

    /** Keeps these bytes; they start at {@code position} of the part. */
    abstract void append(long position, ByteBuffer bytes) throws IOException;

    /** Reads at least one byte. The position is less than the size, and the length at least 1. Several threads may call it. */
    abstract int read(long position, byte[] to, int offset, int length) throws IOException;

    @Override
    public abstract void close() throws IOException;

    private static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private final class Content extends InputStream {
        private long position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (position == size) {
                return -1;
            }
            int read = Part.this.read(position, to, offset, (int) Math.min(length, size - position));
            position += read;
            return read;
        }

        @Override
        public int available() {
            return (int) Math.min(size - position, Integer.MAX_VALUE);
        }
    }
}
