package io.logferry.record.scan;

import io.logferry.record.BackwardBytes;
import java.time.Instant;
import java.util.Arrays;

/** A file's bytes, in memory. */
public record InMemory(byte[] bytes, Instant modified) implements BackwardBytes {
    InMemory(byte[] bytes) {
        this(bytes, Instant.EPOCH);
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public byte[] read(long offset, int length) {
        return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
    }
}
