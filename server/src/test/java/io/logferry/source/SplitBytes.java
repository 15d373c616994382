package io.logferry.source;

import io.logferry.source.listing.LogBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** A run of bytes in memory that arrives in portions of random lengths. */
public final class SplitBytes extends LogBytes {
    private final byte[] bytes;
    private final Random random;
    private int at;

    public SplitBytes(byte[] bytes, long offset, long length, Random random) {
        this.bytes = Arrays.copyOfRange(bytes, (int) offset, (int) (offset + length));
        this.random = random;
    }

    @Override
    protected ByteBuffer receive() {
        if (at == bytes.length) {
            return null;
        }
        int length = 1 + random.nextInt(Math.min(bytes.length - at, 1 + random.nextInt(100)));
        at += length;
        return ByteBuffer.wrap(bytes, at - length, length);
    }

    @Override
    public void close() {
        // nothing is open
    }
}
