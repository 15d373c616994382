package io.logferry.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * What the uploads of this process have for their parts: memory for those of the usual size, files for larger ones, and how many may be on
 * their way at once, so that the memory needed doesn't grow with the logs.
 */
final class Parts {
    /** Of all uploads together. */
    private static final int ON_THEIR_WAY = 12;

    private final PartSizes sizes;
    private final BlockPool pool = new BlockPool(1);
    private final Path spool;
    private final Semaphore ways = new Semaphore(ON_THEIR_WAY, true);

    /** @param spool a folder for parts that are too large for the memory; made when it is needed */
    Parts(PartSizes sizes, Path spool) {
        this.sizes = sizes;
        this.spool = spool;
    }

    /** An empty part; numbers begin at 1. */
    Part create(int number) throws IOException {
        long capacity = sizes.of(number);
        return capacity > sizes.first() ? new PartOnDisk(capacity, spool) : new PartInMemory(capacity, pool);
    }

    /** Waits until another part may be on its way; each call asks for one {@link #leave}. */
    void enter() throws InterruptedException {
        ways.acquire();
    }

    void leave() {
        ways.release();
    }
}
