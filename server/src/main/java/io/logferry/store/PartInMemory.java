package io.logferry.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A part in blocks of memory. */
final class PartInMemory extends Part {
    private final BlockPool pool;
    private final List<ByteBuffer> blocks = new ArrayList<>();

    PartInMemory(long capacity, BlockPool pool) {
        super(capacity);
        this.pool = pool;
    }

    @Override
    void append(long position, ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (blocks.isEmpty() || !blocks.getLast().hasRemaining()) {
                blocks.add(pool.take());
            }
            ByteBuffer block = blocks.getLast();
            int length = Math.min(bytes.remaining(), block.remaining());
            block.put(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
        }
    }

    @Override
    int read(long position, byte[] to, int offset, int length) {
        int inBlock = (int) (position % BlockPool.BLOCK);
        int read = Math.min(length, BlockPool.BLOCK - inBlock);
        blocks.get((int) (position / BlockPool.BLOCK)).get(inBlock, to, offset, read);
        return read;
    }

    @Override
    public void close() {
        blocks.forEach(pool::give);
        blocks.clear();
    }
}
