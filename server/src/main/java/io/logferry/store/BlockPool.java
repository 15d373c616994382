package io.logferry.store;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** Blocks of memory outside the heap, aligned as the disk wants them, used again and again. */
final class BlockPool {
    /** Bytes of a block: large enough that the disk is at its full speed with one block on its way at a time. */
    static final int BLOCK = 2 << 20;

    private static final int KEPT = 16;

    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT);
    private final int alignment;

    /** @param alignment a power of two that divides {@link #BLOCK} */
    BlockPool(int alignment) {
        this.alignment = alignment;
    }

    int alignment() {
        return alignment;
    }

    /** An empty block. */
    ByteBuffer take() {
        @Nullable ByteBuffer used = free.poll();
        if (used != null) {
            return used.clear();
        }
        return ByteBuffer.allocateDirect(BLOCK + alignment)
                .alignedSlice(alignment)
                .slice(0, BLOCK);
    }

    /** Gives a block back, for the next who takes one. */
    void give(ByteBuffer block) {
        if (!free.offer(block)) {
            block.clear(); // enough are kept already: the garbage collector has this one
        }
    }
}
