package io.logferry.store.s3;

import io.logferry.store.BlockPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * What all uploads of this process share for their parts: memory for parts of the usual size, files for larger parts, and a limit on the parts
 * that are sent at once. So the memory doesn't grow with the logs.
 */
final class Parts {
    /** Of all uploads together. */
    private static final int SENT_AT_ONCE = 12;

    private final PartSizes sizes;
    private final BlockPool pool = new BlockPool(1);
    private final Path spool;
    private final Semaphore sending = new Semaphore(SENT_AT_ONCE, true);

    /** @param spool a folder for parts that are too large for memory; created when it is needed */
    Parts(PartSizes sizes, Path spool) {
        this.sizes = sizes;
        this.spool = spool;
    }

    /** An empty part; numbers begin at 1. */
    Part create(int number) throws IOException {
        long capacity = sizes.of(number);
        return capacity > sizes.first() ? new PartOnDisk(capacity, spool) : new PartInMemory(capacity, pool);
    }

    /** Waits until another part may be sent; each call needs one {@link #leave}. */
    void enter() throws InterruptedException {
        sending.acquire();
    }

    void leave() {
        sending.release();
    }

    /**
     * How large the parts of a multipart upload are. An object store accepts 10,000 parts of at most 5 GiB, and 5 TiB in all, and the size of a
     * log isn't known before it has come. So parts stay small for logs of usual size, then their size doubles from time to time.
     *
     * @param first bytes of the first parts
     * @param constant how many parts have this size
     * @param step after each {@code step} further parts the size doubles
     * @param doublings how often the size doubles at most
     */
    record PartSizes(long first, int constant, int step, int doublings) {
        /** The largest object that an object store accepts, in bytes. */
        static final long LARGEST_OBJECT = 5L << 40;

        /** 8 MiB up to 23 GiB, then doubling every 700 parts; the last parts of 5 TiB have 4 GiB. */
        static final PartSizes USUAL = new PartSizes(8 << 20, 3000, 700, 9);

        /** Bytes of the part with this number, which begins at 1; the last part may be smaller. */
        long of(int number) {
            int beyond = Math.max(0, number - constant);
            return first << Math.min(Math.ceilDiv(beyond, step), doublings);
        }
    }

    /** A part in blocks of memory. */
    private static final class PartInMemory extends Part {
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

    /** A part that is too large for memory, in a file without a name: the file is gone when the process ends, however it ends. */
    private static final class PartOnDisk extends Part {
        private final FileChannel file;

        PartOnDisk(long capacity, Path folder) throws IOException {
            super(capacity);
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path path = Files.createTempFile(folder, "part", null);
            try {
                file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            } finally {
                Files.delete(path);
            }
        }

        @Override
        void append(long position, ByteBuffer bytes) throws IOException {
            for (long at = position; bytes.hasRemaining(); ) {
                at += file.write(bytes, at);
            }
        }

        @Override
        int read(long position, byte[] to, int offset, int length) throws IOException {
            return file.read(ByteBuffer.wrap(to, offset, length), position);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
