package io.logferry.store;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** Blocks of memory outside the heap that are used again and again, aligned as direct writes need them. */
public final class BlockPool {
    /** Bytes of a block: large enough that writing one block at a time uses the disk's full speed. */
    public static final int BLOCK = 2 << 20;

    private static final int KEPT = 16;

    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT);
    private final int alignment;

    /** @param alignment a power of two that divides {@link #BLOCK} */
    public BlockPool(int alignment) {
        this.alignment = alignment;
    }

    public int alignment() {
        return alignment;
    }

    /** An empty block. */
    public ByteBuffer take() {
        @Nullable ByteBuffer used = free.poll();
        if (used != null) {
            return used.clear();
        }
        return ByteBuffer.allocateDirect(BLOCK + alignment)
                .alignedSlice(alignment)
                .slice(0, BLOCK);
    }

    /** Gives a block back. */
    public void give(ByteBuffer block) {
        if (!free.offer(block)) {
            block.clear(); // the pool is full: the garbage collector frees this block
        }
    }
}
